//! A provider's price list on this machine, and how often it was asked for.

use crate::Step;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

/// One page in the form of Vultr's list, with made-up prices.
const LIST: &str = "crates/engine/tests/prices/vultr.json";

#[derive(Debug)]
pub struct PriceServer {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl PriceServer {
    /// Answers every request with the list, on a thread that ends with the tests.
    pub fn start() -> Step<Self> {
        // One page: the fixture names a next one.
        let list = fs::read_to_string(headroom_tests::root().join(LIST))?.replace("WxYzExampleNext", "");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                // The app may have gone meanwhile.
                let _ = answer(stream, &list);
            }
        });
        Ok(Self { address, asked })
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(mut stream: TcpStream, list: &str) -> std::io::Result<()> {
    for line in BufReader::new(&stream).lines() {
        if line?.is_empty() {
            break;
        }
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{list}", list.len())
}
