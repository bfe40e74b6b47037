//! A whole search: listening and asking at the same time, everything gathered once.

use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::PoisonError;

use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::found::{Found, Gathering};
use super::mdns::{self, Service};
use super::probe::{Inquiry, Ports, one, probe};
use super::range::Target;
use super::{Reach, hear};

/// Addresses that are asked at the same time.
const AT_ONCE: usize = 32;
/// What may wait to be gathered.
const WAITING: usize = 64;
/// Steps in which listening is told.
const LISTENING_STEPS: u32 = 16;

/// What a search tells while it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// All that is found so far; there is something new in it.
    Found(Vec<Found>),
    /// How far it is.
    Step {
        /// Steps done.
        done: u32,
        /// Steps in all.
        total: u32,
    },
}

/// Listens as `reach` says and asks `targets`, until both are done; everything that was found. It is given up by
/// dropping it.
pub async fn search(
    reach: &Reach,
    targets: &[Target],
    inquiry: &Inquiry,
    tell: &(dyn Fn(Sign) + Send + Sync),
) -> Vec<Found> {
    let gathered = Gathered { all: Mutex::default(), steps: Mutex::default(), tell };
    let is_deaf = reach.listen.is_zero();
    let asked: usize =
        targets.iter().map(|target| if let Target::Range(all) = target { all.len() } else { 1 }).sum();
    let total = u32::try_from(asked).unwrap_or(u32::MAX) + if is_deaf { 0 } else { LISTENING_STEPS };
    gathered.steps(0, total);
    let listening = async {
        if !is_deaf {
            tokio::join!(listen(reach, inquiry, &gathered), count(reach, &gathered, total));
        }
    };
    let asking = async {
        for target in targets {
            match target {
                Target::Range(all) => {
                    let mut answers = futures_util::stream::iter(all.clone())
                        .map(|ip| one(inquiry, IpAddr::V4(ip), None))
                        .buffer_unordered(AT_ONCE);
                    while let Some(found) = answers.next().await {
                        gathered.take(found);
                        gathered.steps(1, total);
                    }
                }
                Target::One { .. } => {
                    gathered.take(probe(inquiry, target).await);
                    gathered.steps(1, total);
                }
            }
        }
    };
    tokio::join!(listening, asking);
    gathered.all.into_inner().unwrap_or_else(PoisonError::into_inner).all().to_vec()
}

/// What the parts of a search share.
struct Gathered<'a> {
    all: Mutex<Gathering>,
    steps: Mutex<u32>,
    tell: &'a (dyn Fn(Sign) + Send + Sync),
}

impl Gathered<'_> {
    fn take(&self, found: Vec<Found>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_news = false;
        for one in found {
            is_news |= all.take(one);
        }
        if is_news {
            (self.tell)(Sign::Found(all.all().to_vec()));
        }
    }

    fn steps(&self, more: u32, total: u32) {
        let mut done = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        *done = (*done + more).min(total);
        (self.tell)(Sign::Step { done: *done, total });
    }
}

/// Tells that listening goes on.
async fn count(reach: &Reach, gathered: &Gathered<'_>, total: u32) {
    let mut pace = tokio::time::interval(reach.listen / LISTENING_STEPS);
    pace.tick().await;
    for _ in 0..LISTENING_STEPS {
        pace.tick().await;
        gathered.steps(1, total);
    }
}

/// Hears who announces itself and who answers; services are asked what they really are.
async fn listen(reach: &Reach, inquiry: &Inquiry, gathered: &Gathered<'_>) {
    let until = Instant::now() + reach.listen;
    let (heard, mut found) = mpsc::channel::<Found>(WAITING);
    let (announced, services) = mpsc::channel::<Service>(WAITING);
    let hearing = async {
        tokio::join!(hear::ssdp(reach, until, &heard), hear::elegoo(reach, until, &heard));
        drop(heard);
    };
    let browsing = async {
        mdns::browse(reach.mdns, reach.listen, &announced).await;
        drop(announced);
    };
    let gathering = async {
        while let Some(one) = found.recv().await {
            gathered.take(vec![one]);
        }
    };
    tokio::join!(hearing, browsing, gathering, ask_services(inquiry, services, gathered));
}

/// Asks each announced service once.
async fn ask_services(inquiry: &Inquiry, services: mpsc::Receiver<Service>, gathered: &Gathered<'_>) {
    let stream = futures_util::stream::unfold(services, |mut services| async {
        services.recv().await.map(|service| (service, services))
    });
    let mut known = Vec::new();
    let fresh = stream.filter(|service| {
        let is_fresh =
            !known.contains(&(service.address, service.port)) && known.len() < super::MOST_ADDRESSES;
        if is_fresh {
            known.push((service.address, service.port));
        }
        std::future::ready(is_fresh)
    });
    let answers = fresh
        .map(|service| async move {
            let at = inquiry.at(Ports::web(service.port));
            let mut found = one(&at, IpAddr::V4(service.address), service.host_name.clone()).await;
            for printer in &mut found {
                printer.name = printer.name.take().or_else(|| service.name.clone());
            }
            found
        })
        .buffer_unordered(AT_ONCE);
    let mut answers = std::pin::pin!(answers);
    while let Some(found) = answers.next().await {
        gathered.take(found);
    }
}
