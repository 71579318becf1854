//! The program as a process: started on a database, killed, started again.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The program: that of the tests, or another build of it.
fn program() -> String {
    let own = env!("CARGO_BIN_EXE_stifinder");
    std::env::var("STIFINDER_PROGRAM").unwrap_or_else(|_| own.to_owned())
}

/// An address that nothing listens on.
pub(super) fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A demo municipality on a database, served by processes that come and go.
pub(super) struct Stage {
    pub(super) folder: tempfile::TempDir,
    pub(super) url: String,
    /// The first node's; tokens are issued in its name.
    pub(super) address: String,
}

impl Stage {
    /// On a database that the demo may fill: a file of its own where none is named.
    pub(super) fn new(url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite:{}", folder.path().join("stage.db").display());
        Self { folder, url: url.unwrap_or(file), address: free_address() }
    }

    fn tokens_file(&self) -> PathBuf {
        self.folder.path().join("tokens.json")
    }

    /// The token of a viewer of the demo, once it has started.
    pub(super) fn token(&self, viewer: &str) -> String {
        let text = std::fs::read_to_string(self.tokens_file()).unwrap();
        let mut tokens: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
        tokens.remove(viewer).unwrap_or_else(|| panic!("no token of `{viewer}`"))
    }

    /// Starts the first node, which makes the municipality where there is none.
    pub(super) async fn start(&self) -> Node {
        let tokens = self.tokens_file().display().to_string();
        let args = ["demo", "--size", "20", "--listen", &self.address, "--tokens-out", &tokens];
        Node::start(&self.url, &args, &self.address, &self.folder.path().join("demo.log")).await
    }

    /// Starts a further node on the same database.
    pub(super) async fn start_another(&self) -> Node {
        let (address, issuer) = (free_address(), format!("http://{}", self.address));
        let args = ["serve", "--listen", &address, "--issuer", &issuer];
        Node::start(&self.url, &args, &address, &self.folder.path().join("serve.log")).await
    }

    /// Verifies the access log from outside, as an auditor does; what it prints.
    pub(super) fn verify_log(&self) -> Result<String, String> {
        let output = Command::new(program())
            .args(["audit", "verify", "--database-url", &self.url])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Ok(text) } else { Err(text) }
    }
}

/// A running process.
pub(super) struct Node {
    child: Child,
    pub(super) address: String,
}

impl Node {
    async fn start(url: &str, args: &[&str], address: &str, log: &Path) -> Self {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let child = Command::new(program())
            .args(args)
            .args(["--database-url", url])
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut node = Self { child, address: address.to_owned() };
        for _ in 0..1_200 {
            if is_ready(address).await {
                return node;
            }
            assert_eq!(node.child.try_wait().unwrap(), None, "the program ended at its start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program does not listen on {address}");
    }

    /// Its process.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Kills it on the spot (SIGKILL).
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Whether a server answers that it is ready; one that still prepares its database does not.
pub(super) async fn is_ready(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address).await else { return false };
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).await.is_ok()
        && stream.read_to_string(&mut answer).await.is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
