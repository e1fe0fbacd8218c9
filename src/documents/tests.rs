//! Every kind of paper in both languages, as files: the same letters come out as went in.

use std::io::Read as _;

use chrono::{DateTime, TimeZone as _, Utc};
use printpdf::{PdfDocument, PdfParseOptions};

use super::Press;
use crate::{
    domain::{
        company::Company,
        counterparty::{CounterpartyView, SubjectAnswer, SupplierView},
        documents::{
            Document, Field, FlagWords, Grounds, Kind, Material, Need, Shape, Sheet,
            Typesetter as _,
            paper::{Block, Paper},
            sheet,
        },
        dossiers::{CountedFlag, Dossier, Remembered, Trade, YearOfTrade},
        risk::{Evidence, Flag, Source},
        rnu::{RnuView, Standing},
        subjects::Subject,
        types::{Biin, LocalText, Tenge},
    },
    i18n::Lang,
};

fn company() -> Company {
    Company {
        name: "ТОО «Ақ көл — Өнім»".to_owned(),
        biin: "940140000385".to_owned(),
        address: "010000, г. Астана, ул. Қабанбай батыр, 11".to_owned(),
        position: "Директор".to_owned(),
        signatory: "Әбілқасымов Ғ. Ұ.".to_owned(),
        bank: "KZ86125KZT5004100100, АО «Банк», БИК KKMFKZ2A".to_owned(),
        contacts: "+7 701 000 00 00, info@example.kz".to_owned(),
    }
}

fn answer(field: Field) -> String {
    match field.shape() {
        Shape::Sum => "123456750".to_owned(),
        Shape::Date if field == Field::DueDate => "2026-10-01".to_owned(),
        Shape::Date => "2026-11-19".to_owned(),
        Shape::Iin => "900101300007".to_owned(),
        Shape::Choice(_) if field == Field::Deal => "civil".to_owned(),
        Shape::Choice(all) => all[0].to_owned(),
        Shape::Bin => "000540002866".to_owned(),
        Shape::Flags => grounds().write().unwrap(),
        Shape::List => {
            "Первый пункт әғқңөұүһі № 5 на 1\u{A0}000\u{A0}₸\nВторой пункт {{lot}} <b>&amp;</b>"
                .to_owned()
        }
        Shape::Line | Shape::Text => format!("Жауап «{}» ӘҒҚҢӨҰҮҺІ", field.code()),
    }
}

fn paper(kind: Kind, lang: Lang) -> Paper {
    let now = Utc.with_ymd_and_hms(2026, 11, 20, 7, 0, 0).unwrap();
    let document = Document::new(1, kind, lang, None, now);
    let document = kind
        .fields()
        .iter()
        .fold(document, |document, asked| document.with(asked.field, answer(asked.field), now));
    match written(&document, now) {
        Sheet::Written(paper) => *paper,
        other => panic!("{kind:?}: {other:?}"),
    }
}

fn written(document: &Document, now: DateTime<Utc>) -> Sheet {
    let (dossier, before) = dossier(now);
    let of_report = document.kind.is_report();
    let material = Material {
        company: &company(),
        view: None,
        dossier: of_report.then_some(&dossier),
        before: of_report.then_some(&before),
        words: &Codes,
        now,
    };
    sheet(document, &material).unwrap()
}

/// Flags by their codes: their words are the bot's.
struct Codes;

impl FlagWords for Codes {
    fn name(&self, _lang: Lang, rule: &str) -> String {
        format!("«{rule}»")
    }

    fn fact(&self, _lang: Lang, flag: &Flag) -> String {
        format!("{:?}", flag.evidence).replace(['{', '}'], "")
    }

    fn remedy(&self, _lang: Lang, flag: &Flag) -> String {
        format!("без «{}»", flag.rule)
    }

    fn source(&self, _lang: Lang, source: &Source) -> String {
        match source {
            Source::Ocp(code) | Source::Law(code) | Source::Rules(code) => (*code).to_owned(),
        }
    }
}

fn grounds() -> Grounds {
    let flag = |rule: &str, evidence| Flag { rule: rule.to_owned(), weight: 25, evidence };
    Grounds {
        lot: "83685322-ОК1".to_owned(),
        at: Utc.with_ymd_and_hms(2026, 11, 20, 6, 0, 0).unwrap(),
        flags: vec![
            flag("bid-window", Evidence::BidWindow { days: 5, least: 15 }),
            flag("united-lot", Evidence::UnitedLot { points: 40, most: 10 }),
        ],
    }
}

/// A counterparty that changed since the last look.
fn dossier(at: DateTime<Utc>) -> (Dossier, Remembered) {
    let biin = Biin::from_source("000540002866").unwrap();
    let bin = biin.bin().unwrap().clone();
    let subject = Subject {
        id: 1,
        biin: biin.clone(),
        name: LocalText {
            ru: Some("ГУ «Аппарат акима»".to_owned()),
            kk: Some("«Әкім аппараты» ММ".to_owned()),
        },
        kato: vec!["710000000".to_owned()],
        is_customer: true,
        is_supplier: true,
        registered_at: Some(at),
        head: Some("Әбілқасымов Ғ. Ұ.".to_owned()),
        marks: Vec::new(),
        fetched_at: at,
    };
    let rnu = RnuView {
        biin,
        standing: Standing::NotListed,
        entries: Vec::new(),
        as_of: Some(at),
        source_down: false,
    };
    let subject = SubjectAnswer::Known(Box::new(subject));
    let year = |year, contracts, tiyn| YearOfTrade {
        year,
        contracts,
        terminated: 1,
        sum: Tenge::from_tiyn(tiyn),
    };
    let as_customer = Trade {
        years: vec![year(0, 1, 5), year(2025, 40, 98_765_432_100), year(2026, 7, 12_345_678_900)],
        partners: 12,
        awards: 30,
        discount_bp: 745,
        tendered: 20,
        single_bid: 15,
    };
    let dossier = Dossier {
        view: CounterpartyView {
            bin,
            supplier: SupplierView { subject, rnu },
            lots: Vec::new(),
            open_lots: 7,
        },
        as_customer,
        as_supplier: Trade::default(),
        flags: vec![CountedFlag { rule: "bid-window".to_owned(), lots: 2 }],
        looked_at: 5,
        customer_read_at: Some(at),
        contracts_until: Some(at),
        at,
    };
    let mut snapshot = dossier.snapshot();
    snapshot.as_customer.years.pop();
    snapshot.flags = vec!["splitting".to_owned()];
    snapshot.open_lots = 3;
    (dossier, Remembered { at: at - chrono::TimeDelta::days(39), snapshot })
}

/// Letters of a text without its spaces: lines are broken where they need to be.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn pdf_text(bytes: &[u8]) -> String {
    let read = PdfDocument::parse(bytes, &PdfParseOptions::default(), &mut Vec::new()).unwrap();
    read.extract_text().into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn docx_text(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let texts = xml.split("<w:t").skip(1).filter_map(|part| part.split_once('>'));
    let texts: Vec<&str> =
        texts.filter_map(|(_, text)| text.split_once("</w:t>")).map(|it| it.0).collect();
    html_escape::decode_html_entities(&texts.join(" ")).into_owned()
}

/// What is on a paper, apart from numbers of items, which the programs that show it count.
fn pieces(paper: &Paper) -> Vec<String> {
    let mut pieces = Vec::new();
    for block in &paper.blocks {
        match block {
            Block::Letterhead(lines) | Block::Numbered(lines) => pieces.extend(lines.clone()),
            Block::Addressing { left, right } => pieces.extend(left.iter().chain(right).cloned()),
            Block::Title(text) | Block::Heading(text) | Block::Paragraph(text) => {
                pieces.push(text.clone());
            }
            Block::Table { head, rows } => {
                pieces.extend(head.iter().chain(rows.iter().flatten()).cloned());
            }
            Block::Bars(bars) => {
                pieces.extend(bars.iter().flat_map(|bar| [bar.label.clone(), bar.text.clone()]));
            }
            Block::Signature { position, name } => pieces.extend([position.clone(), name.clone()]),
        }
    }
    pieces
}

#[test]
fn every_paper_is_set_in_both_languages_with_the_same_letters() {
    let folder = std::env::var_os("PAPERS_DIR").map(std::path::PathBuf::from);
    for lang in [Lang::Ru, Lang::Kk] {
        for kind in Kind::ALL {
            let paper = paper(*kind, lang);
            let (pdf, docx) = (Press.pdf(&paper).unwrap(), Press.docx(&paper).unwrap());
            let (in_pdf, in_docx) = (letters(&pdf_text(&pdf)), letters(&docx_text(&docx)));
            for piece in pieces(&paper) {
                assert!(in_docx.contains(&letters(&piece)), "{kind:?} {lang:?} docx: {piece}");
                // A cell that is broken stands between others: its words do not stay together.
                for word in piece.split_whitespace().filter(|word| word.chars().count() < 12) {
                    assert!(in_pdf.contains(word), "{kind:?} {lang:?} pdf: {word}");
                }
            }
            assert!(pdf.len() < 150_000, "{kind:?}: {}", pdf.len());
            if let Some(folder) = &folder {
                let name = format!("{}-{}", kind.code(), lang.code());
                std::fs::write(folder.join(format!("{name}.pdf")), &pdf).unwrap();
                std::fs::write(folder.join(format!("{name}.docx")), &docx).unwrap();
            }
        }
    }
}

#[test]
fn what_is_written_reads_the_same_as_before() {
    for lang in [Lang::Ru, Lang::Kk] {
        for kind in Kind::ALL {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("../../tests/snapshots/papers");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            let name = format!("{}_{}", kind.code(), lang.code());
            settings.bind(|| insta::assert_snapshot!(name, paper(*kind, lang).text()));
        }
    }
}

#[test]
fn a_paper_without_what_may_be_left_out_is_whole() {
    let now = Utc.with_ymd_and_hms(2026, 11, 20, 7, 0, 0).unwrap();
    for kind in Kind::ALL {
        let document = Document::new(1, *kind, Lang::Ru, None, now);
        let document = kind.fields().iter().fold(document, |document, asked| {
            let left_out = asked.need == Need::MayLeaveOut;
            let answer = if left_out { String::new() } else { answer(asked.field) };
            document.with(asked.field, answer, now)
        });
        let written = written(&document, now);
        let Sheet::Written(paper) = written else { panic!("{kind:?}: {written:?}") };
        assert!(!paper.text().contains('{') || paper.text().contains("{{lot}}"), "{kind:?}");
    }
}

#[test]
fn long_papers_have_numbered_pages_and_nothing_stands_beyond_the_margins() {
    let mut paper = paper(Kind::Complaint, Lang::Kk);
    let long = "щ".repeat(3_500);
    paper.blocks.push(Block::Paragraph(long.clone()));
    paper.blocks.push(Block::Numbered(vec!["слово ".repeat(600); 3]));
    paper.blocks.push(Block::Table {
        head: vec!["А".to_owned(), "Б".to_owned(), "В".to_owned()],
        rows: vec![vec!["ячейка ".repeat(800), long, String::new()]],
    });
    let fonts = super::font::fonts().unwrap();
    let pages = super::layout::pages(&paper, fonts);
    assert!(pages.len() > 5);
    for mark in pages.iter().flatten() {
        let super::layout::Mark::Text { x, y, size, is_bold, text } = mark else { continue };
        let font = if *is_bold { &fonts.bold } else { &fonts.regular };
        let right = x + font.width(text, *size);
        assert!(*x >= 80.0 && right <= super::layout::WIDTH - 40.0, "{text}");
        assert!(*y > 20.0 && *y < super::layout::HEIGHT - 50.0, "{text}");
    }
    assert!(pdf_text(&Press.pdf(&paper).unwrap()).contains(&format!("2 / {}", pages.len())));
}
