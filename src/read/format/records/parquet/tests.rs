//! Tests with files that the writer of the same library makes.

use std::sync::Arc;

use ::parquet::basic::{Compression, Encoding};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

use super::*;
use crate::article::Article;
use crate::read::record_memory::RecordMemory;

/// The cells of a column, with their levels of definition and repetition.
pub(crate) enum Cells<'c> {
    Texts(&'c [&'c str], &'c [i16], &'c [i16]),
    Numbers(&'c [i32], &'c [i16]),
    Longs(&'c [i64], &'c [i16]),
    Floats(&'c [f64]),
    Fixed(&'c [u8]),
}

const ALL: &[i16] = &[];

/// Writes a table with the given columns, in the notation of Parquet schemas, and one group of rows.
pub(crate) fn table(schema: &str, columns: &[Cells<'_>], properties: WriterProperties) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut out = Vec::new();
    let mut file =
        SerializedFileWriter::new(&mut out, schema, Arc::new(properties)).expect("a writer");
    let mut group = file.next_row_group().expect("a group");
    for cells in columns {
        let mut column = group.next_column().expect("a column").expect("a column");
        write(cells, column.untyped());
        column.close().expect("closes");
    }
    group.close().expect("closes");
    file.close().expect("closes");
    out
}

fn write(cells: &Cells<'_>, writer: &mut ColumnWriter<'_>) {
    let levels = |levels: &&[i16]| (!levels.is_empty()).then(|| levels.to_vec());
    let written = match (cells, writer) {
        (
            Cells::Texts(texts, definitions, repetitions),
            ColumnWriter::ByteArrayColumnWriter(it),
        ) => {
            let texts: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(*text)).collect();
            it.write_batch(&texts, levels(definitions).as_deref(), levels(repetitions).as_deref())
        }
        (Cells::Numbers(numbers, definitions), ColumnWriter::Int32ColumnWriter(it)) => {
            it.write_batch(numbers, levels(definitions).as_deref(), None)
        }
        (Cells::Longs(numbers, definitions), ColumnWriter::Int64ColumnWriter(it)) => {
            it.write_batch(numbers, levels(definitions).as_deref(), None)
        }
        (Cells::Floats(numbers), ColumnWriter::DoubleColumnWriter(it)) => {
            it.write_batch(numbers, None, None)
        }
        (Cells::Fixed(bytes), ColumnWriter::FixedLenByteArrayColumnWriter(it)) => {
            it.write_batch(&[ByteArray::from(bytes.to_vec()).into()], None, None)
        }
        _ => panic!("a column of another type"),
    };
    written.expect("writes");
}

/// Two stories in a table of texts, days and lists.
fn stories(properties: WriterProperties) -> Vec<u8> {
    table(
        "message stories {
            required binary title (STRING);
            optional binary text (STRING);
            optional int32 date (DATE);
            optional group keywords (LIST) { repeated group list { optional binary element (STRING); } }
            required double year;
         }",
        &[
            Cells::Texts(&["Flood in Beira", "Fire in Nampula"], ALL, ALL),
            Cells::Texts(&["The river rose."], &[1, 0], ALL),
            Cells::Numbers(&[17_000], &[1, 0]),
            Cells::Texts(&["rain", "wind"], &[3, 3, 1], &[0, 1, 0]),
            Cells::Floats(&[2016.0, 2016.5]),
        ],
        properties,
    )
}

pub(crate) fn sample() -> Vec<u8> {
    table(
        "message a { required binary title (STRING); required binary text (STRING); }",
        &[
            Cells::Texts(&["Flood in Beira"], ALL, ALL),
            Cells::Texts(&["The river rose."], ALL, ALL),
        ],
        WriterProperties::builder().set_compression(Compression::LZ4_RAW).build(),
    )
}

fn read_all(bytes: &[u8]) -> Vec<Result<Article, String>> {
    read_within(bytes, &RecordMemory::default())
}

fn read_within(bytes: &[u8], memory: &RecordMemory) -> Vec<Result<Article, String>> {
    let mut source = Source::new("a.parquet", bytes);
    source.set_memory(memory);
    let mut records = Vec::new();
    let flow = read(&mut source, &Options::default(), &mut |record| {
        records.push(record.map_err(|rejected| rejected.reason));
        Flow::Continue(())
    });
    assert_eq!(flow, Flow::Continue(()));
    records
}

fn rows(bytes: Vec<u8>) -> Vec<String> {
    let mut table =
        Table::open(Box::new(io::Cursor::new(bytes)), RecordMemory::default()).expect("a table");
    let mut rows = Vec::new();
    while let Some(row) = table.next_row().expect("a row") {
        rows.push(serde_json::to_string(&row).expect("JSON"));
    }
    rows
}

#[test]
fn columns_become_fields_in_every_layout() {
    let expected = [
        r#"{"date":"2016-07-18","keywords":["rain","wind"],"text":"The river rose.","title":"Flood in Beira","year":2016}"#,
        r#"{"keywords":[],"title":"Fire in Nampula","year":2016.5}"#,
    ];
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for has_dictionary in [false, true] {
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(has_dictionary)
                // The second version's own encoding of text is not read in lists.
                .set_column_encoding(
                    ["keywords", "list", "element"].map(str::to_owned).to_vec().into(),
                    Encoding::PLAIN,
                )
                .set_compression(Compression::LZ4_RAW)
                .build();
            assert_eq!(rows(stories(properties)), expected, "{version:?} {has_dictionary}");
        }
    }
}

#[test]
fn a_row_is_an_article() {
    let records = read_all(&stories(WriterProperties::builder().build()));
    let [Ok(first), Ok(second)] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((&*first.title, &*first.body), ("Flood in Beira", "The river rose."));
    assert_eq!(
        first.published.as_ref().map(|it| it.date.from.to_string()),
        Some("2016-07-18".into())
    );
    assert_eq!(first.keywords, ["rain", "wind"]);
    assert_eq!(second.title, "Fire in Nampula");
}

#[test]
fn records_in_lists_and_groups_keep_their_shape() {
    let bytes = table(
        "message a {
            required group meta { optional binary url (STRING); }
            required group authors (LIST) { repeated group list { required group element {
                required binary name (STRING); optional binary role (STRING); } } }
            required int64 seen (TIMESTAMP(NANOS,false));
            required int64 time (TIMESTAMP(MICROS,true));
         }",
        &[
            Cells::Texts(&["https://a.example/1"], &[1], ALL),
            Cells::Texts(&["Ann Lee", "Bo Ek"], &[1, 1], &[0, 1]),
            Cells::Texts(&["editor"], &[1, 2], &[0, 1]),
            Cells::Longs(&[1_468_836_900_000_000_000], ALL),
            Cells::Longs(&[1_468_836_900_000_000], ALL),
        ],
        WriterProperties::builder().build(),
    );
    assert_eq!(
        rows(bytes),
        [
            r#"{"authors":[{"name":"Ann Lee"},{"name":"Bo Ek","role":"editor"}],"meta":{"url":"https://a.example/1"},"seen":"2016-07-18 10:15:00","time":"2016-07-18T10:15:00Z"}"#
        ]
    );
}

#[test]
fn bytes_of_a_wire_in_a_table_are_no_wire() {
    let text = "\u{1}mna0017 4 i 21\r\nBC-Flood\r\n\u{2}   The river rose.\n\u{3}MNA-05-03-16 1215GMT<\n\u{4}";
    let bytes = table(
        "message a { required binary text (STRING); }",
        &[Cells::Texts(&[text], ALL, ALL)],
        WriterProperties::builder().set_dictionary_enabled(false).build(),
    );
    let format = crate::read::format::sniff("a.parquet", &bytes).map(|format| format.name);
    assert_eq!(format, Some("parquet"));
}

#[test]
fn what_cannot_be_read_is_said() {
    let whole = sample();
    let reason = |bytes: &[u8]| read_all(bytes).pop().and_then(Result::err).expect("rejected");
    let cut = whole.get(..whole.len() - 20).expect("long enough");
    assert_eq!(
        reason(cut),
        "Parquet cannot be read: it is cut off: the directory at its end is missing"
    );
    let mut encrypted = whole.clone();
    encrypted.splice(whole.len() - 4.., *b"PARE");
    assert_eq!(reason(&encrypted), "Parquet cannot be read: it is encrypted");
    let numbers = table(
        "message a { required fixed_len_byte_array(4) vector; }",
        &[Cells::Fixed(b"abcd")],
        WriterProperties::builder().build(),
    );
    assert!(reason(&numbers).contains("no column"));
}

#[test]
fn columns_larger_than_the_memory_are_refused() {
    let text = "rain ".repeat(1 << 20);
    let bytes = table(
        "message a { required binary title (STRING); required binary text (STRING); }",
        &[Cells::Texts(&["Flood"], ALL, ALL), Cells::Texts(&[&text], ALL, ALL)],
        WriterProperties::builder().set_dictionary_enabled(false).build(),
    );
    let records = read_within(&bytes, &RecordMemory::new(1 << 20));
    let [Err(reason)] = records.as_slice() else { panic!("{records:?}") };
    assert!(reason.contains("a larger --memory allows it"), "{reason}");
}

#[test]
fn a_value_that_repeats_for_ever_is_a_bomb() {
    let text = "rain ".repeat(100_000);
    let texts = vec![&*text; 1_000];
    let bytes = table(
        "message a { required binary text (STRING); }",
        &[Cells::Texts(&texts, ALL, ALL)],
        WriterProperties::builder().set_compression(Compression::LZ4_RAW).build(),
    );
    assert!(bytes.len() < 20_000, "{}", bytes.len());
    let records = read_all(&bytes);
    let reason = records.last().and_then(|last| last.as_ref().err()).expect("rejected");
    assert!(reason.contains("decompression bomb"), "{reason}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn damage_is_no_panic(at: prop::sample::Index, byte: u8, version: bool) {
        let version =
            if version { WriterVersion::PARQUET_1_0 } else { WriterVersion::PARQUET_2_0 };
        let properties = WriterProperties::builder()
            .set_writer_version(version)
            .set_compression(Compression::LZ4_RAW);
        let mut bytes = stories(properties.build());
        let at = at.index(bytes.len());
        if let Some(slot) = bytes.get_mut(at) {
            *slot = byte;
        }
        read_all(&bytes);
    }
}
