//! Printers that announce themselves or answer a question to everybody: datagrams.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use futures_util::future::select_all;
use socket2::{Domain, Protocol as Kind, SockAddr, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::found::Found;
use super::reach::Reach;
use super::{bambu, elegoo};

/// Longest datagram that is read.
const LONGEST: usize = 4096;
/// Questions are repeated: datagrams get lost.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// A socket for datagrams. A shared one lets other programs of this computer hear at the same port, as the makers'
/// own programs do.
pub(super) fn datagrams(at: SocketAddrV4, shared: bool) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Kind::UDP))?;
    if shared {
        socket.set_reuse_address(true)?;
        #[cfg(unix)]
        socket.set_reuse_port(true)?;
    }
    socket.set_broadcast(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SockAddr::from(at))?;
    UdpSocket::from_std(socket.into())
}

/// An open ear for what Bambu's printers announce.
pub struct Ear(Vec<UdpSocket>);

impl Ear {
    /// Opens it at these places, and joins the group on each of these addresses where there is one. It says nothing.
    /// A place that another program holds for itself is left out as long as there is one left.
    ///
    /// # Errors
    /// When it can be opened nowhere.
    pub fn open(at: &[SocketAddrV4], group: Option<&(Ipv4Addr, Vec<Ipv4Addr>)>) -> io::Result<Self> {
        let mut sockets = Vec::new();
        let mut failed = None;
        for place in at {
            match datagrams(*place, true) {
                Ok(socket) => sockets.push(socket),
                Err(error) => failed = Some(error),
            }
        }
        if let (true, Some(error)) = (sockets.is_empty(), failed) {
            return Err(error);
        }
        for (socket, (group, own)) in sockets.iter().flat_map(|socket| group.map(|group| (socket, group))) {
            for own in own {
                // An interface that takes no groups still hears what is said to everybody.
                let _ = socket.join_multicast_v4(*group, *own);
            }
        }
        Ok(Self(sockets))
    }

    /// The next printer that announces itself; for ever where it listens nowhere. What is no printer is passed over.
    ///
    /// # Errors
    /// When a socket is gone.
    pub async fn next(&self) -> io::Result<Found> {
        if self.0.is_empty() {
            std::future::pending::<()>().await;
        }
        let hearing = self.0.iter().map(|socket| Box::pin(next_at(socket)));
        select_all(hearing).await.0
    }

    /// Says this to everybody there.
    async fn say(&self, words: &[u8], places: &[SocketAddr]) {
        let Some(socket) = self.0.first() else { return };
        for place in places {
            // A network that takes no groups is heard all the same.
            let _ = socket.send_to(words, place).await;
        }
    }
}

async fn next_at(socket: &UdpSocket) -> io::Result<Found> {
    let mut buffer = vec![0; LONGEST];
    loop {
        let (length, source) = socket.recv_from(&mut buffer).await?;
        if let Some(found) = buffer.get(..length).and_then(|bytes| bambu::read_notice(bytes, source.ip())) {
            return Ok(found);
        }
    }
}

/// Hands over every printer that announces itself until nobody listens any more.
///
/// # Errors
/// When the ear cannot be opened, or the socket is gone.
pub async fn follow(reach: &Reach, heard: &mpsc::Sender<Found>) -> io::Result<()> {
    let ear = Ear::open(&reach.ssdp, reach.ssdp_group.as_ref())?;
    while heard.send(ear.next().await?).await.is_ok() {}
    Ok(())
}

/// Listens to announcements of Bambu's printers until the time is over, and asks for them.
pub(super) async fn ssdp(reach: &Reach, until: Instant, heard: &mpsc::Sender<Found>) {
    let Some(first) = reach.ssdp.first() else { return };
    let ear = match Ear::open(&reach.ssdp, reach.ssdp_group.as_ref()) {
        Ok(ear) => ear,
        Err(error) => return tracing::debug!(%error, "announcements of printers cannot be heard"),
    };
    let question = bambu::search_notice(first.port());
    let asking = async {
        while Instant::now() < until {
            ear.say(question.as_bytes(), &reach.ssdp_ask).await;
            sleep_until((Instant::now() + ASK_EVERY).min(until)).await;
        }
    };
    let hearing = async {
        while let Ok(Ok(found)) = timeout_at(until, ear.next()).await {
            if heard.send(found).await.is_err() {
                return;
            }
        }
    };
    tokio::join!(asking, hearing);
}

/// How an answer is read.
type Reading = fn(&[u8], IpAddr) -> Option<Found>;

/// Asks everybody and hands over who answers until the time is over.
async fn ask_everybody(
    from: Ipv4Addr,
    places: &[SocketAddr],
    question: &[u8],
    read: Reading,
    until: Instant,
    heard: &mpsc::Sender<Found>,
) {
    let socket = match datagrams(SocketAddrV4::new(from, 0), false) {
        Ok(socket) => socket,
        Err(error) => return tracing::debug!(%error, "printers cannot be asked"),
    };
    let asking = async {
        while Instant::now() < until {
            for place in places {
                let _ = socket.send_to(question, place).await;
            }
            sleep_until((Instant::now() + ASK_EVERY).min(until)).await;
        }
    };
    let hearing = async {
        let mut buffer = vec![0; LONGEST];
        while let Ok(answer) = timeout_at(until, socket.recv_from(&mut buffer)).await {
            // A place that refuses is told as an error of the socket; the others still answer.
            let Ok((length, source)) = answer else { continue };
            let found = buffer.get(..length).and_then(|bytes| read(bytes, source.ip()));
            if let Some(found) = found
                && heard.send(found).await.is_err()
            {
                return;
            }
        }
    };
    tokio::join!(asking, hearing);
}

/// Asks Elegoo's machines.
pub(super) async fn elegoo(reach: &Reach, until: Instant, heard: &mpsc::Sender<Found>) {
    let asking = reach.ask_from.iter().map(|from| async move {
        tokio::join!(
            ask_everybody(*from, &reach.sdcp_ask, elegoo::SDCP_QUESTION, elegoo::read_sdcp, until, heard),
            ask_everybody(*from, &reach.cc2_ask, elegoo::CC2_QUESTION, elegoo::read_cc2, until, heard),
        );
    });
    futures_util::future::join_all(asking).await;
}
