/**
 * Event histories in SQLite files, by convention {@code NAME.playhead}.
 *
 * <p>Start with {@link dev.playhead.sqlite.SqliteEventStore}. {@link dev.playhead.sqlite.SqliteEventStoreProvider}
 * makes it available to {@link java.util.ServiceLoader}.
 *
 * <pre>
 *   commit --&gt; write-ahead log --checkpoint--&gt; database
 *              NAME.playhead-wal               NAME.playhead
 *
 *   damaged database ------page by page------&gt; new database
 *   renamed to NAME.playhead.damaged-TIME      renamed to NAME.playhead
 * </pre>
 *
 * <p><b>Threading.</b> One connection writes. Each read is one short transaction on a connection of its own. The
 * process that writes locks {@code NAME.playhead.lock}. This file stays after the process has ended. It is created only
 * after the database was recognized as a store or as a new file, so never for a rejected file.
 *
 * <p><b>Durability.</b> Each commit survives the end of the process. A commit with {@code sync} also survives a power
 * failure. The log is part of the database: always copy or delete both. Closing the store merges the log into the
 * database, unless another process has the file open. During recording, the log is checkpointed every 8 MiB. If nothing
 * has been stored for 0.4 s, a log of more than 512 KiB is emptied, unless a reader is using it.
 *
 * <p><b>Not here.</b> Nothing in this package searches events. Only SQLite reads the database, with three exceptions,
 * all while no store of this process has the database open: its first bytes are checked, its row of the table
 * {@code history} is compared with the row in the log, and it is salvaged. SQLite holds no locks on the log, so the log
 * is also read without SQLite: it is checked for damage when the file is opened.
 *
 * <p><b>Additional files.</b> {@code NAME.playhead-wal} and {@code NAME.playhead-shm} belong to SQLite. SQLite removes
 * them when the last connection closes, if that connection may write. So a reader opens such a connection at the end
 * and closes it last, which also checkpoints the commits that a killed process left in the log. A reader does not do so
 * if a writer has the file open, or if damage was found: in that case the log stays unchanged until it is salvaged. The
 * files also stay if the reader has no permission to write the database, but other users have.
 *
 * <p><b>Read-only files.</b> If neither the file nor its folder can be written, a closed file is read without a log, on
 * the assumption that no process changes the file. A file whose writer was killed must be opened once in a writable
 * folder.
 *
 * <p><b>Native code.</b> SQLite is unpacked into {@code org.sqlite.tmpdir}, or else into {@code java.io.tmpdir}. On
 * Java 24 and later, {@code --enable-native-access=org.xerial.sqlitejdbc} (on the class path {@code ALL-UNNAMED})
 * avoids a warning.
 *
 * <h2>The file, version 2</h2>
 *
 * <p>SQLite 3, {@code application_id} 0x50484442 ({@code PHDB}), {@code user_version} 2, pages of 4,096 bytes,
 * {@code auto_vacuum} incremental, journal in WAL mode. The file may contain tables and views of other programs, but
 * the tables below must not have triggers or indexes of other programs. After salvage, tables of other programs are
 * only in the damaged file. Unless specified otherwise, a {@code checksum} is the CRC-32 of the numbers of the row as
 * 64 bits each, most significant byte first, in the order of the columns below. The checksum does not cover columns
 * that contain types or bytes, or times as text.
 *
 * <ul>
 *   <li><b>block</b>, one row for each block: {@code first_sequence}, {@code last_sequence}, {@code event_count};
 *       {@code first_time}, {@code last_time}, the least and the greatest timestamp as text, as computed columns;
 *       {@code size_bytes}; {@code min_seconds}, {@code min_nanos}, {@code max_seconds}, {@code max_nanos}, the same
 *       timestamps as numbers; {@code min_recorded_ms}, {@code max_recorded_ms}; {@code previous_sequence}, which
 *       distinguishes missing events from sequences that were never used: the last sequence that was stored or recorded
 *       as lost before the block, or -1; {@code checksum}; {@code types}, the number of events of each type as a JSON
 *       object for {@code json_each}, in which "..." stands for the rest of a long list
 *   <li><b>block_data</b>, the bytes of a block (see {@code dev.playhead.block}) by {@code first_sequence} and
 *       {@code part}: part 0 is its header, parts from 1 on are the body in pieces of 1 MiB
 *   <li><b>tail</b>, the events that are not in a block yet, stored as small blocks: {@code first_sequence},
 *       {@code last_sequence}, {@code event_count}, {@code previous_sequence}, {@code checksum}, {@code bytes}. A row
 *       is deleted when a block contains its events. If a block is lost whose events are still in a tail, this tail, or
 *       the part of it that lies between blocks, is treated as a block
 *   <li><b>history</b>, one row: {@code next_sequence}, {@code origin_sequence}, {@code evicted_events};
 *       {@code kept_from}: blocks and tails that end before this sequence were dropped; {@code last_sequence}, the last
 *       sequence ever stored or recorded as lost, or -1; {@code commits}; {@code checksum}
 *   <li><b>session</b> and <b>session_context</b>: the start and the end, in milliseconds and as text; the first
 *       sequence that the session could record, and the sequence after its last one; names and values of its context
 *   <li><b>state</b>, the states of projections, by {@code name} and {@code sequence}: those before the oldest event,
 *       those at the beginning of the history, and those after breaks in recording. A row contains the encoded state
 *       before the event of that sequence. For names that end in {@code /checkpoints}, a row contains intermediate
 *       states, the last of which is the state before that event. The checksum covers the checksum of the name in
 *       UTF-8, the sequence, and the checksum of the bytes
 *   <li><b>quarantine</b>, damaged blocks, one row for each remaining part: {@code first_sequence},
 *       {@code last_sequence}, {@code quarantined_ms}, {@code part}, {@code reason}, {@code bytes}. Part -1, without
 *       bytes, represents events that were recorded but are not in the file
 *   <li><b>format</b>, one row: {@code version}, the same as {@code user_version}; {@code checksum}, over the
 *       {@code application_id} and the version
 *   <li><b>extension</b>, data in addition to the blocks, by {@code kind} and {@code first_sequence}:
 *       {@code last_sequence}; {@code required}, 0 if a program that does not support the kind may ignore it; otherwise
 *       such a program must not open the file; {@code bytes_checksum}, the checksum of the bytes; {@code checksum},
 *       over the checksum of the kind in UTF-8, the numbers and {@code bytes_checksum}; {@code bytes}. Four kinds are
 *       defined, and none of them is required. The bytes of the two kinds for breaks are described by
 *       {@link dev.playhead.block.BreakCodec}. {@code break} is a copy of the break in the header of a block or tail,
 *       so that breaks are found without reading headers. {@code pending-break} is a break after the last event of a
 *       session, which is not in a header yet: {@code first_sequence} is the session's number, {@code last_sequence}
 *       the sequence of the break. {@code event-index-2} is the index of consecutive blocks, with bytes as
 *       {@link dev.playhead.block.EventIndex#encode} describes: {@code first_sequence} is that of the first of these
 *       blocks, {@code last_sequence} that of the last. An index is deleted when any of its blocks is deleted, and is
 *       not salvaged. {@code event-index} is an earlier form of this index, without the hashes of strings and numbers;
 *       it is no longer written
 * </ul>
 *
 * <p>Version 1 is the same without the tables {@code format} and {@code extension}, and has only blocks of version 1.
 * It is read without an upgrade. Opening it for writing upgrades it in one transaction. Earlier
 * releases read the version only from the database, not from its log. So after the upgrade, the log is checkpointed
 * before anything else is written.
 *
 * <p>Useful queries:
 *
 * <pre>
 *   select first_sequence, first_time, event_count, types from block;
 *   select key, sum(value) from block, json_each(types) group by key;
 * </pre>
 */
@NullMarked
package dev.playhead.sqlite;

import org.jspecify.annotations.NullMarked;
