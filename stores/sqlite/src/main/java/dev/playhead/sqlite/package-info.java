/**
 * Event histories in SQLite files, by convention {@code NAME.playhead}.
 *
 * <p>Start with {@link dev.playhead.sqlite.SqliteEventStore}; {@link dev.playhead.sqlite.SqliteEventStoreProvider} makes it
 * known to who looks for stores.
 *
 * <pre>
 *   commit --&gt; write-ahead log --checkpoint--&gt; database       damaged --page by page--&gt; new database, renamed into place
 *              NAME.playhead-wal               NAME.playhead                             NAME.playhead.damaged-TIME
 * </pre>
 *
 * <p><b>Threading.</b> One connection writes. Each read has a connection of its own and is one short transaction. {@code
 * NAME.playhead.lock} is locked by the process that writes, and stays behind, empty. It is made when the file is known to be
 * one of ours, or to be made: not beside a file that is refused.
 *
 * <p><b>Durable when.</b> After each commit against the end of the process; after one with {@code sync} against the failure of
 * power. The log belongs to the database: who copies or deletes one copies or deletes both, and closing makes them one. While
 * somebody records, the log is brought to its place every 8 MiB; when nothing was stored for half a second, one of more than
 * half a MiB is emptied, unless a reader needs it just then.
 *
 * <p><b>Not here.</b> Nothing encodes, decodes or searches events. The database is not read but through SQLite, except when no
 * store of this process has it open: to look at its first bytes, and to salvage it. Its log, on which SQLite has no locks, is
 * looked into for damage when the file is opened.
 *
 * <p><b>What is beside a file.</b> {@code NAME.playhead-wal} and {@code NAME.playhead-shm} are SQLite's, which removes them
 * when the last connection is closed, if that is one that may write. So a reader closes such a one last, which brings home also
 * what a killed process left in the log; unless a writer has the file open, or anything is damaged: then the log stays as it is
 * until it is salvaged. They stay, too, where who reads may not write the file, and others may.
 *
 * <p><b>Where nothing can be written</b>, a closed file is read without a log, on the word that nobody changes it. A file whose
 * writer was killed needs its folder to be writable once.
 *
 * <p><b>Native code.</b> SQLite is unpacked into {@code org.sqlite.tmpdir}, else {@code java.io.tmpdir}. From Java 24 on, {@code
 * --enable-native-access=org.xerial.sqlitejdbc} (on the class path {@code ALL-UNNAMED}) avoids a warning.
 *
 * <h2>The file, version 2</h2>
 *
 * <p>SQLite 3, {@code application_id} 0x50484442 ({@code PHDB}), {@code user_version} 2, pages of 4,096 bytes, {@code
 * auto_vacuum} incremental, journal in WAL mode. Tables of others may be there, as may views; what hangs on these tables may
 * not. After salvaging, tables of others are in the damaged file only. Numbers of one row have a checksum: CRC-32 over them as
 * 64 bits each, greatest byte first, in the order of the columns below; columns of times as text, of types and of bytes are not
 * in it.
 *
 * <ul>
 *   <li><b>block</b>, one row a block: {@code first_sequence}, {@code last_sequence}, {@code event_count}; {@code first_time},
 *       {@code last_time}, the least and the greatest timestamp as text, computed; {@code size_bytes}; {@code min_seconds},
 *       {@code min_nanos}, {@code max_seconds}, {@code max_nanos}, the same timestamps; {@code min_recorded_ms}, {@code
 *       max_recorded_ms}; {@code previous_sequence}, the last sequence that was stored before the block, or noted as lost, or -1, so that what
 *       is missing can be told from what never was; {@code checksum}; {@code types}, how often each occurs, as a JSON object
 *       for {@code json_each}, the rest under "..." where there are many
 *   <li><b>block_data</b>, the bytes of a block (see {@code dev.playhead.block}) by {@code first_sequence} and {@code part}: 0 is
 *       its header, 1 and on the body in pieces of 1 MiB
 *   <li><b>tail</b>, events that are in no block yet, as small blocks: {@code first_sequence}, {@code last_sequence}, {@code
 *       event_count}, {@code previous_sequence}, {@code checksum}, {@code bytes}. Goes when a block has its events; one that
 *       lies between blocks, or a part of one that does, counts as a block
 *   <li><b>history</b>, one row: {@code next_sequence}, {@code origin_sequence}, {@code evicted_events}; {@code kept_from},
 *       whatever ended before it was dropped; {@code last_sequence}, the last one ever stored, or -1; {@code commits}; {@code
 *       checksum}
 *   <li><b>session</b> and <b>session_context</b>: when it started and ended, in milliseconds and as text; the first sequence
 *       that it could record, and the one after its last; names and values
 *   <li><b>state</b>, the states of projections before the oldest event and where the history begins, by {@code name} and {@code
 *       sequence}: the one before the event of that sequence, encoded; and, of names that end in {@code /checkpoints}, states
 *       on the way, the last of them at that sequence; the checksum is over that of the name in UTF-8, the sequence, and
 *       that of the bytes
 *   <li><b>quarantine</b>, damaged blocks, a row for each part that is left: {@code first_sequence}, {@code last_sequence},
 *       {@code quarantined_ms}, {@code part}, {@code reason}, {@code bytes}. Part -1, without bytes, stands for events that
 *       were recorded and could not be stored
 *   <li><b>format</b>, one row: {@code version}, as {@code user_version}; {@code checksum}, over the {@code application_id} and the
 *       version
 *   <li><b>extension</b>, what later releases add, by {@code kind} and {@code first_sequence}: {@code last_sequence}; {@code
 *       required}, 0 where who does not know the kind may leave it alone, else he must not open the file; {@code
 *       bytes_checksum}, that of the bytes; {@code checksum}, over that of the kind in UTF-8, the numbers and {@code
 *       bytes_checksum}; {@code bytes}. Two kinds are defined, neither required, with bytes as {@link
 *       dev.playhead.block.BreakCodec} describes: {@code break}, the break in the header of a block or tail, so that breaks are
 *       found without reading headers; and {@code pending-break}, one behind the last event of a session, which no header has
 *       yet: {@code first_sequence} is the session's number, {@code last_sequence} the sequence of the break
 * </ul>
 *
 * <p>Version 1 is the same without the tables {@code format} and {@code extension}, and with blocks of version 1 alone. It is read
 * as it is, and upgraded in one transaction when it is opened to be written. The version is looked for in the file itself, so the
 * log is brought there before anything else is written.
 *
 * <p>Useful to others:
 *
 * <pre>
 *   select first_sequence, first_time, event_count, types from block;
 *   select key, sum(value) from block, json_each(types) group by key;
 * </pre>
 */
@NullMarked
package dev.playhead.sqlite;

import org.jspecify.annotations.NullMarked;
