//! A request to any of the endpoints.

use axum::body::Body;
use axum::http::Request;

use crate::world::{STRANGER, World};

/// Runs an input: method and path, headers, an empty line, the body. `$` before the name of a
/// viewer stands for the viewer's token. What is no request to HTTP is passed over.
pub fn run(input: &[u8]) {
    let world = World::get();
    let end = input.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = end.map_or((input, &[][..]), |end| (&input[..end], &input[end + 2..]));
    let Ok(head) = std::str::from_utf8(head) else { return };
    let mut lines = head.lines();
    let Some((method, path)) = lines.next().and_then(|line| line.split_once(' ')) else { return };
    let mut request = Request::builder().method(method).uri(path);
    let mut known = false;
    for line in lines {
        let Some((name, value)) = line.split_once(": ") else { return };
        let mut value = value.to_owned();
        for viewer in world.viewers() {
            let placeholder = format!("${viewer}");
            known |= viewer != STRANGER && value.contains(&placeholder);
            value = value.replace(&placeholder, world.token(viewer));
        }
        request = request.header(name, value);
    }
    let Ok(request) = request.body(Body::from(body.to_vec())) else { return };
    let answer = world.send(request);
    answer.is_clean();
    if !known {
        assert!(world.keeps_quiet(&String::from_utf8_lossy(input), &answer), "{}", answer.text);
    }
}
