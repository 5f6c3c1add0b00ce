package dev.playhead.cli.output;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.storage.spi.PrivateFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An output for events: standard output or a file. Until a regular file is complete, it has a temporary name. So a
 * command can write to the file that it reads, and an existing file stays unchanged if the command fails.
 */
public final class EventOutput implements AutoCloseable {
    private static final Pattern OTHER_FORMAT = Pattern.compile(
            ".*\\.(csv|tsv|xlsx?|ods|xml|html?|ya?ml|toml|parquet|avro|orc|sql|sqlite3?|db|zip|7z|tar|tgz|bz2|xz|zst)"
                    + "(?:\\.gz)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final @Nullable Path target;
    private final @Nullable Path part;
    private final OutputStream out;
    private final ExportFormat format;
    private final EventSerializer.Writer writer;
    private boolean complete;

    private EventOutput(
            @Nullable Path target,
            @Nullable Path part,
            OutputStream out,
            ExportFormat format,
            EventSerializer.@Nullable States states) {
        this.target = target;
        this.part = part;
        this.out = out;
        this.format = format;
        this.writer = states == null ? EventSerializer.writer(out, format) : EventSerializer.writer(out, states);
    }

    /**
     * Opens an output for events.
     *
     * @param session the session
     * @param name the name of a file, which determines the format and whether the file is compressed; or {@code -} for
     *     standard output
     * @param format the format; null for the format that the name determines
     * @return the output
     */
    public static EventOutput open(Session session, String name, @Nullable ExportFormat format) {
        return open(session, name, format, null);
    }

    /**
     * Opens an output for events and states.
     *
     * @param session the session
     * @param name the name of a file, which determines whether the file is compressed; or {@code -} for standard output
     * @param states the source of the states
     * @return the output
     */
    public static EventOutput openWithStates(Session session, String name, EventSerializer.States states) {
        return open(session, name, ExportFormat.REDUX_DEVTOOLS, states);
    }

    private static EventOutput open(
            Session session, String name, @Nullable ExportFormat format, EventSerializer.@Nullable States states) {
        if (name.equals("-")) {
            return new EventOutput(null, null, session.out(), formatOf(name, format), states);
        }
        Path file = Path.of(name);
        if (name.endsWith(PlayheadFile.EXTENSION) || PlayheadFile.isOne(file)) {
            throw new CommandFailure(name
                    + " would not be a Playhead file, because this command writes event files; 'playhead import FILE --into "
                    + name + "' adds events to a Playhead file, and names of event files end in .jsonl or .json");
        }
        if (format == null) {
            refuseOtherFormats(name);
        }
        ExportFormat chosen = formatOf(name, format);
        try {
            if (Files.isDirectory(file)) {
                throw new CommandFailure(name + " is a directory; specify a file, such as events.jsonl");
            }
            // A pipe or device is written directly. A symbolic link stays a link, and the file to which it refers is
            // replaced.
            Path target = Files.isRegularFile(file) ? file.toRealPath() : file;
            // The process id keeps the temporary files of commands with the same target apart.
            Path part = Files.exists(file) && !Files.isRegularFile(file)
                    ? null
                    : target.resolveSibling(
                            target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            if (part != null) {
                boolean unusedExisted = Files.deleteIfExists(part); // left by a killed process with this id
                PrivateFile.createLike(part, target);
            }
            OutputStream plain =
                    new BufferedOutputStream(Files.newOutputStream(part == null ? file : part), 64 * 1_024);
            return new EventOutput(
                    target,
                    part,
                    ExportFormat.isGzip(file) ? new GZIPOutputStream(plain, 8 * 1_024) : plain,
                    chosen,
                    states);
        } catch (IOException e) {
            throw new CommandFailure(name + " cannot be written: " + reason(e));
        }
    }

    /** {@return the given format; if it is null, the format that the name determines} */
    public static ExportFormat formatOf(String name, @Nullable ExportFormat format) {
        if (format != null) {
            return format;
        }
        return name.equals("-") ? ExportFormat.JSON_LINES : ExportFormat.of(Path.of(name));
    }

    /** Rejects a name with the extension of a format that this output does not write. */
    private static void refuseOtherFormats(String name) {
        Matcher other = OTHER_FORMAT.matcher(name);
        if (other.matches()) {
            throw new CommandFailure(name + ": events are not written as ." + other.group(1)
                    + " here; use a name that ends in .jsonl, .json, .jsonl.gz or .json.gz"
                    + (ExportFormat.of(Path.of(name)) == ExportFormat.JSON_LINES
                            ? ""
                            : "; 'playhead export' writes ." + other.group(1)));
        }
    }

    /** {@return whether the output is one JSON document, which lists all missing events before the first event} */
    public boolean isDocument() {
        return format == ExportFormat.JSON;
    }

    /**
     * Writes the information about missing events. Called before the event that follows the missing events is written.
     */
    public void missing(MissingEvents missing) {
        try {
            missing.passTo(writer);
        } catch (IllegalStateException e) {
            throw new CommandFailure(
                    "a JSON document lists missing events before its events, but some were found too late; write JSON"
                            + " Lines, with -o NAME.jsonl or --format jsonl");
        }
    }

    /**
     * Passes to the writer an event that will be written later. Called for all events before the first event is
     * written, because some formats require this.
     */
    public void survey(RecordedEvent event) {
        writer.survey(event);
    }

    /**
     * {@return notes about data that the output does not contain, one for each kind of data; complete when the output
     * is complete}
     */
    public List<String> notes() {
        return writer.notes();
    }

    public void write(RecordedEvent event) {
        try {
            writer.write(event);
        } catch (UncheckedIOException e) {
            throw failed(e);
        }
    }

    /** Completes the output, and gives a file its final name. */
    public void complete() {
        try {
            writer.close();
            complete = true;
            if (target == null) {
                return;
            }
            out.close();
            if (part != null) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (UncheckedIOException e) {
            throw failed(e);
        } catch (IOException e) {
            throw failed(new UncheckedIOException(e));
        }
    }

    /** {@return the size of the completed file in bytes, or -1 if it is unknown} */
    public long bytes() {
        try {
            return target == null || part == null ? -1 : Files.size(target);
        } catch (IOException e) {
            return -1; // another process may have deleted the file
        }
    }

    private RuntimeException failed(UncheckedIOException e) {
        IOException cause = e.getCause();
        return target == null || cause == null
                ? e
                : new CommandFailure(target + " cannot be written: " + reason(cause));
    }

    private static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "its folder does not exist";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "no permission";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Closes a file that was not completed, and deletes it unless it is a pipe or a device. */
    @Override
    public void close() {
        if (complete || target == null) {
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            // The file is deleted anyway, and the earlier failure is reported.
        }
        try {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new CommandFailure(part + " is incomplete and cannot be deleted: " + reason(e));
        }
    }
}
