//! The packets of each trial as a pcapng file, with what the judge says of them as comments: Wireshark opens it.

use super::Reporter;
use super::place;
use super::plain::plain;
use super::words;
use crate::engine::event::{Event, Outcome, TrialReport};
use crate::judge::Verdict;
use crate::transcript::Capture;
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketBlock;
use pcap_file::pcapng::blocks::interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption};
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::{DataLink, Endianness, PcapError};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Times are written in nanoseconds: ten to the power of minus this.
const NANOSECONDS: u8 = 9;

/// Writes a file for each trial as it finishes.
#[derive(Debug)]
pub struct Pcap {
    folder: PathBuf,
}

impl Pcap {
    /// Files below `folder`, which is made when the first is written.
    pub fn new(folder: PathBuf) -> Self {
        Pcap { folder }
    }
}

impl Reporter for Pcap {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(trial) = event else { return Ok(()) };
        let Some(capture) = trial.outcome.transcript().and_then(|transcript| transcript.capture.as_ref()) else {
            return Ok(());
        };
        let out = BufWriter::new(File::create(place::prepare_trial_path(&self.folder, trial, "pcapng")?)?);
        let left_out = capture.left_out;
        let cut = (left_out > 0).then(|| format!("{left_out} more packets came than are kept here"));
        write(out, capture, &trial_comments(trial).into_iter().chain(cut).collect::<Vec<_>>())
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The case, its players, and each clause that did not simply pass.
fn trial_comments(trial: &TrialReport) -> Vec<String> {
    let players = match &trial.client {
        Some(client) => format!("client {client}, server {}", trial.implementation),
        None => trial.implementation.clone(),
    };
    let head = [format!("case {}", trial.case.id), trial.case.summary.clone(), format!("played by {players}")];
    let findings = match &trial.outcome {
        Outcome::Judged { findings, .. } => findings.as_slice(),
        Outcome::Faulted { .. } | Outcome::Skipped { .. } => &[],
    };
    let verdict = |judged: &crate::engine::event::Judged| {
        let side = judged.finding.side.map_or_else(String::new, |side| format!(" ({side})"));
        let known = if judged.known.is_some() { ", known" } else { "" };
        let verdict = &judged.finding.verdict;
        format!("{}{side} {}{known}{}", judged.clause(), verdict.word(), words::verdict_suffix(verdict))
    };
    let (passed, told): (Vec<_>, Vec<_>) = findings.iter().partition(|judged| judged.finding.verdict == Verdict::Pass);
    let mut passed: Vec<String> = passed.iter().map(|judged| judged.clause().to_string()).collect();
    passed.dedup();
    let passed = (!passed.is_empty()).then(|| format!("pass: {}", passed.join(", ")));
    let all = head.into_iter().chain(told.into_iter().map(verdict)).chain(passed);
    all.map(|line| plain(&line)).collect()
}

/// The whole file: a section with the comments, the networks by name, the packets with their times.
///
/// # Errors
/// It can't be written.
pub fn write(out: impl Write, capture: &Capture, comments: &[String]) -> io::Result<()> {
    let mut options: Vec<SectionHeaderOption<'_>> =
        comments.iter().map(|line| SectionHeaderOption::Comment(line.clone().into())).collect();
    options.push(SectionHeaderOption::UserApplication(concat!("sockspec ", env!("CARGO_PKG_VERSION")).into()));
    let section = SectionHeaderBlock { endianness: Endianness::native(), options, ..SectionHeaderBlock::default() };
    let mut writer = PcapNgWriter::with_section_header(out, section).map_err(to_io_error)?;
    for name in &capture.interfaces {
        let options = vec![
            InterfaceDescriptionOption::IfName(name.clone().into()),
            InterfaceDescriptionOption::IfDescription(format!("the loopback of the {name}'s network").into()),
            InterfaceDescriptionOption::IfTsResol(NANOSECONDS),
        ];
        let block = InterfaceDescriptionBlock { linktype: DataLink::ETHERNET, snaplen: 0, options };
        writer.write_pcapng_block(block).map_err(to_io_error)?;
    }
    for packet in &capture.packets {
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let block = EnhancedPacketBlock {
            interface_id: size(packet.interface),
            timestamp: packet.at,
            original_len: size(packet.frame.len()),
            data: packet.frame.as_slice().into(),
            options: Vec::new(),
        };
        writer.write_pcapng_block(block).map_err(to_io_error)?;
    }
    writer.into_inner().flush()
}

fn to_io_error(error: PcapError) -> io::Error {
    match error {
        PcapError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
