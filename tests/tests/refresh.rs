//! `headroom catalog refresh` against a small server on this machine: what is asked for, what is kept, and that
//! whatever goes wrong leaves the catalogue as it was.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use headroom_tests::{program, read};
use serde_json::Value;

/// What the server answers to a path; nothing for a page that is not there.
type Answer = fn(&str) -> Option<Reply>;

/// Writes what it answers, piece by piece.
enum Reply {
    Page(String),
    Raw(&'static str),
    /// Begins, and never ends within the patience of a test.
    Slow,
    /// So many bytes of a page that is no end of.
    Endless(usize),
}

struct Server {
    address: SocketAddr,
    /// The requests as they came.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers on a thread that ends with the test process.
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                thread::spawn(move || serve(stream, answer, &log));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no test panicked in between").clone()
    }
}

fn serve(mut stream: TcpStream, answer: Answer, log: &Mutex<Vec<String>>) {
    while let Some(request) = request(&mut stream) {
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        log.lock().expect("no test panicked in between").push(request);
        // The client may have heard enough.
        if respond(&mut stream, answer(&path)).is_err() {
            break;
        }
    }
}

fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        bytes.extend(byte);
    }
    String::from_utf8(bytes).ok()
}

fn respond(stream: &mut TcpStream, reply: Option<Reply>) -> std::io::Result<()> {
    let head = |length: usize| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
    };
    match reply {
        None => stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        Some(Reply::Page(page)) => stream.write_all(format!("{}{page}", head(page.len())).as_bytes()),
        Some(Reply::Raw(answer)) => stream.write_all(answer.as_bytes()),
        Some(Reply::Slow) => {
            stream.write_all(head(100).as_bytes())?;
            thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        Some(Reply::Endless(bytes)) => {
            stream.write_all(head(bytes).as_bytes())?;
            let piece = [b' '; 64 * 1024];
            (0..bytes / piece.len()).try_for_each(|_| stream.write_all(&piece))
        }
    }
}

fn page(name: &str) -> Reply {
    Reply::Page(read(format!("crates/engine/tests/prices/{name}.json")))
}

/// A refresh that keeps its catalogue in a folder of its own.
fn refresh(vendor: &str, server: &Server, data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(["catalog", "refresh", vendor, "--server", &format!("http://{}", server.address)]).args(more);
    command.env("HEADROOM_DATA", data).env("SOURCE_DATE_EPOCH", "1795132800").env("COLUMNS", "100");
    command.env_remove("HCLOUD_TOKEN").env_remove("DIGITALOCEAN_ACCESS_TOKEN");
    command
}

fn json(command: &mut Command) -> Value {
    serde_json::from_slice(&command.args(["--format", "json"]).assert().success().get_output().stdout).expect("JSON")
}

/// What is said on standard error by a refresh that ends with a code and writes nothing.
fn refused(vendor: &str, answer: Answer, more: &[&str], code: i32) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let before = "{\"schema\":\"headroom-catalog/1\"}";
    fs::write(folder.path().join("catalog.json"), before).expect("a file");
    let server = Server::start(answer);
    let output = refresh(vendor, &server, folder.path(), more).assert().code(code).get_output().clone();
    assert!(output.stdout.is_empty(), "{output:?}");
    let kept = fs::read_to_string(folder.path().join("catalog.json")).expect("is there");
    assert_eq!(kept, before, "the old catalogue stays");
    String::from_utf8(output.stderr).expect("text")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is a list in {value}"))
}

/// Azure's first service has two pages, the other services have none of what is read.
fn azure(path: &str) -> Option<Reply> {
    if path.contains("$skip=1000") {
        Some(page("azure-2"))
    } else if path.contains("Azure%20App%20Service") {
        Some(page("azure-1"))
    } else {
        Some(Reply::Page(r#"{"BillingCurrency":"USD","Items":[],"NextPageLink":null,"Count":0}"#.into()))
    }
}

#[test]
fn a_list_of_several_pages_becomes_prices() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(azure);
    let dry = refresh("azure", &server, folder.path(), &["--dry-run"]).assert().success().get_output().clone();
    let said = String::from_utf8(dry.stderr).expect("text");
    assert!(said.contains("nothing was written") && !folder.path().join("catalog.json").exists(), "{said}");

    let told = json(&mut refresh("azure", &server, folder.path(), &[]));
    assert_eq!(list(&told, "new"), ["azure-appservice-b1-linux-northeurope"]);
    let held: Vec<&Value> = list(&told, "held").iter().map(|change| &change["id"]).collect();
    assert_eq!(held, ["azure-appservice-b3-linux-eastus"; 2], "a price that trebled waits");
    assert_eq!(told["held"][0]["to"], "146.00");
    assert!(list(&told, "changed").iter().any(|c| c["id"] == "azure-appservice-b2-linux-eastus" && c["to"] == "25.55"));

    let shown = |id: &str| {
        let mut command = Command::new(program());
        command.args(["catalog", "show", id, "--format", "json"]).env("HEADROOM_DATA", folder.path());
        serde_json::from_slice::<Value>(&command.assert().success().get_output().stdout).expect("JSON")
    };
    assert_eq!(shown("azure-appservice-b2-linux-eastus")["price_monthly"], "25.55");
    assert_eq!(shown("azure-appservice-b2-linux-eastus")["as_of"], "2026-11-20");
    let b3 = shown("azure-appservice-b3-linux-eastus");
    assert_ne!(b3["price_monthly"], "146.00", "held back");
    assert_ne!(b3["as_of"], "2026-11-20", "and its date with it");

    let told = json(&mut refresh("azure", &server, folder.path(), &["--confirm", "azure-appservice-b3-linux-eastus"]));
    assert!(list(&told, "held").is_empty(), "{told}");
    assert_eq!(shown("azure-appservice-b3-linux-eastus")["price_monthly"], "146.00");
}

#[test]
fn each_address_is_told_before_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(azure);
    let output = refresh("azure", &server, folder.path(), &["--dry-run"]).assert().success().get_output().clone();
    let said = String::from_utf8(output.stderr).expect("text");
    let told: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("asking ")).collect();
    let host = format!("http://{}", server.address);
    let asked: Vec<String> =
        server.asked().iter().filter_map(|r| Some(format!("{host}{}", r.split(' ').nth(1)?))).collect();
    assert_eq!(told, asked);
    assert!(
        told.len() == 5 && told.iter().all(|address| !address.contains("armRegionName") || address.contains("eastus")),
        "{said}"
    );
}

#[test]
fn prices_that_are_held_back_can_all_be_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(azure);
    let output = refresh("azure", &server, folder.path(), &["--confirm-all"]).assert().success().get_output().clone();
    let (told, said) =
        (String::from_utf8(output.stdout).expect("text"), String::from_utf8(output.stderr).expect("text"));
    assert!(!told.contains("Held back") && !said.contains("--confirm"), "{told}{said}");
    assert!(fs::read_to_string(folder.path().join("catalog.json")).expect("is there").contains("146.00"));
}

#[test]
fn a_token_is_sent_and_never_shown() {
    fn answer(path: &str) -> Option<Reply> {
        match path {
            "/v1/server_types" => Some(page("hetzner-types")),
            "/v1/pricing" => Some(page("hetzner-pricing")),
            _ => None,
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(answer);
    let mut command = refresh("hetzner", &server, folder.path(), &[]);
    let output = command.env("HCLOUD_TOKEN", "top-secret").assert().success().get_output().clone();
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    for request in &asked {
        assert!(request.to_lowercase().contains("authorization: bearer top-secret\r\n"), "{request}");
        assert!(request.contains(concat!("headroom/", env!("CARGO_PKG_VERSION"))), "{request}");
    }
    let told = [output.stdout, output.stderr, fs::read(folder.path().join("catalog.json")).expect("is there")].concat();
    assert!(!String::from_utf8_lossy(&told).contains("top-secret"));

    let said = refused("hetzner", answer, &[], 3);
    assert!(said.contains("HCLOUD_TOKEN is not set"), "{said}");
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = refresh("hetzner", &server, folder.path(), &[]);
    let output = command.env("HCLOUD_TOKEN", "top\nsecret").assert().code(3).get_output().clone();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("secret"), "nor one that no header can have");
}

#[test]
fn a_vendor_that_does_not_answer_is_not_waited_for() {
    let said = refused("vultr", |_| Some(Reply::Slow), &["--timeout", "0.5s"], 3);
    assert!(said.contains("did not answer within 0.5 s") && said.contains("allow more time"), "{said}");
}

#[test]
fn a_list_without_end_is_given_up() {
    let said = refused("vultr", |_| Some(Reply::Endless(3_000_000)), &["--max-size", "1"], 3);
    assert!(said.contains("larger than allowed") && said.contains("or allow more"), "{said}");
    fn round(path: &str) -> Option<Reply> {
        let list = r#"{"sizes":[],"links":{"pages":{"next":"https://api.digitalocean.com/v2/sizes?page=2"}}}"#;
        path.starts_with("/v2/sizes").then(|| Reply::Page(list.into()))
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(round);
    let mut command = refresh("digitalocean", &server, folder.path(), &[]);
    let output = command.env("DIGITALOCEAN_ACCESS_TOKEN", "t").assert().code(3).get_output().clone();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("goes round in a circle") && server.asked().len() == 2, "{said}");
}

#[test]
fn an_answer_that_is_no_list_changes_nothing() {
    let said = refused("vultr", |_| None, &[], 3);
    assert!(said.contains("/v2/plans answered with status 404"), "{said}");
    let said = refused(
        "vultr",
        |_| Some(Reply::Raw("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"plans\":")),
        &["--timeout", "2s"],
        3,
    );
    assert!(said.contains("/v2/plans"), "cut off: {said}");
    let said = refused("vultr", |_| Some(Reply::Page("{\"plans\": [".into())), &[], 1);
    assert!(said.contains("E001-syntax"), "{said}");
    let said = refused("vultr", |_| Some(page("linode-types")), &[], 3);
    assert!(said.contains("another vendor's list"), "{said}");
    let said = refused("vultr", |_| Some(Reply::Page("{\"plans\":[{\"id\":7}],\"meta\":{}}".into())), &[], 1);
    assert!(said.contains("plans.0.monthly_cost") && said.contains("plans.0.vcpu_count"), "every problem: {said}");
    let said = refused("vultr", |_| Some(Reply::Raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\u{7f}{")), &[], 1);
    assert!(said.contains("E001-syntax"), "{said}");
}

#[test]
fn a_redirection_is_not_followed() {
    fn away(path: &str) -> Option<Reply> {
        let there = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n";
        Some(if path == "/elsewhere" { page("vultr") } else { Reply::Raw(there) })
    }
    let said = refused("vultr", away, &[], 3);
    assert!(said.contains("answered with status 302"), "{said}");
}

#[test]
fn only_this_machine_stands_in_for_a_vendor() {
    for address in ["http://example.com", "http://10.0.0.1:80", "ftp://127.0.0.1"] {
        let mut command = Command::new(program());
        command.args(["catalog", "refresh", "vultr", "--server", address]).assert().code(2);
    }
    // A port on which nobody listens: the reason is told, and nothing else happens.
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let server = Server { address: nobody, asked: Arc::default() };
    let folder = tempfile::tempdir().expect("a folder");
    let output = refresh("vultr", &server, folder.path(), &["--timeout", "2s"]).assert().code(3).get_output().clone();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("cannot reach http://127.0.0.1") && said.contains("can be imported instead"), "{said}");
}
