package dev.playhead;

import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.spi.PrivateFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** The reading and writing of event files and streams. A regular file is written completely or not at all. */
final class EventFiles {
    private EventFiles() {}

    /** Returns whether two paths denote the same file, even through links. Neither file has to exist. Opens no file. */
    static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException missing) {
            return real(one).equals(real(other));
        }
    }

    private static Path real(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        try {
            return folder == null ? absolute : folder.toRealPath().resolve(folder.relativize(absolute));
        } catch (IOException missing) {
            return absolute;
        }
    }

    static void read(Path file, EventSerializer.Sink sink, ImportOptions options) {
        if (Files.isDirectory(file)) {
            throw new PlayheadException("file=" + file + " is a directory, not an event file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            read("file=" + file, in, sink, options);
        } catch (IOException e) {
            throw unreadable("file=" + file, e);
        }
    }

    static void read(InputStream in, EventSerializer.Sink sink, ImportOptions options) {
        read("the stream", in, sink, options);
    }

    private static void read(String what, InputStream in, EventSerializer.Sink sink, ImportOptions options) {
        try {
            EventSerializer.read(in, sink, options);
        } catch (UncheckedIOException e) {
            throw unreadable(what, Objects.requireNonNull(e.getCause()));
        }
    }

    private static PlayheadException unreadable(String what, IOException e) {
        return new PlayheadException(what + " cannot be read: " + reason(e), e);
    }

    /**
     * Writes events to a file. A pipe or device is written directly. For any other file, the events are first written
     * to a temporary file in the same directory, which then replaces the target. So no reader sees a partial export,
     * and a failure leaves the old file unchanged. A new file can be read only by its owner. If a file is replaced, the
     * new file has the permissions of the old one.
     *
     * @param events opens the events; called a second time, before events are written, if the format needs a survey
     * @return notes about the content that the file leaves out
     */
    static List<String> write(Path file, Supplier<HeldEvents> events) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return writeTo(file, file, events); // a pipe or a device cannot be replaced
            }
            // A link remains a link: its target is replaced.
            Path target = Files.exists(file) ? file.toRealPath() : file;
            // A unique name, so that concurrent exports to one file do not collide.
            Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                PrivateFile.createLike(part, target);
                List<String> notes = writeTo(part, file, events);
                moveOver(part, target);
                return notes;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (UncheckedIOException e) {
            throw unwritable("file=" + file, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unwritable("file=" + file, e);
        }
    }

    static List<String> write(OutputStream out, ExportFormat format, Supplier<HeldEvents> events) {
        try {
            return writeTo(out, format, events);
        } catch (UncheckedIOException e) {
            throw unwritable("the stream", Objects.requireNonNull(e.getCause()));
        }
    }

    private static PlayheadException unwritable(String what, IOException e) {
        return new PlayheadException(what + " cannot be written: " + reason(e), e);
    }

    private static List<String> writeTo(Path path, Path named, Supplier<HeldEvents> events) throws IOException {
        try (OutputStream plain = Files.newOutputStream(path);
                OutputStream out = new BufferedOutputStream(
                        ExportFormat.isGzip(named) ? new GZIPOutputStream(plain) : plain, 64 * 1_024)) {
            return writeTo(out, ExportFormat.of(named), events);
        }
    }

    private static List<String> writeTo(OutputStream out, ExportFormat format, Supplier<HeldEvents> opened) {
        HeldEvents events = opened.get();
        EventSerializer.Writer writer = EventSerializer.writer(out, format);
        try (writer) {
            if (format.needsSurvey()) {
                // The events for the survey are opened after the events to be written were opened, so that the survey
                // covers all events that will be written.
                opened.get().forEachRemaining(writer::survey);
            }
            List<SequenceRange> lost = events.lost();
            writer.missing(events.breaks(), lost);
            while (events.hasNext()) {
                RecordedEvent event = events.next();
                lost = sayWhatIsLost(events, lost, writer, format);
                writer.write(event);
            }
            List<SequenceRange> unused = sayWhatIsLost(events, lost, writer, format);
        }
        return writer.notes();
    }

    /**
     * Writes the ranges of lost events if further events turned out to be lost during the export. For {@link
     * ExportFormat#JSON}, throws an exception instead, because a JSON document lists lost events before its first
     * event. Returns all ranges that are lost now.
     */
    private static List<SequenceRange> sayWhatIsLost(
            HeldEvents events, List<SequenceRange> said, EventSerializer.Writer writer, ExportFormat format) {
        List<SequenceRange> lost = events.lost();
        if (lost.equals(said)) {
            return said;
        }
        if (format == ExportFormat.JSON) {
            throw new LostMeanwhileException("events of a damaged block turned out to be lost during the"
                    + " export, and a document lists lost events before its first event: lost=" + lost
                    + "; export again");
        }
        writer.missing(events.breaks(), lost);
        return lost;
    }

    /**
     * Thrown if events turn out to be lost during an export whose format lists lost events only before the first event.
     * The next export will list these events.
     */
    static final class LostMeanwhileException extends PlayheadException {
        @Serial
        private static final long serialVersionUID = 1L;

        LostMeanwhileException(String message) {
            super(message);
        }
    }

    private static void moveOver(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        // The message of a FileSystemException repeats the file name.
        String said = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return said == null || said.isBlank() ? e.getClass().getSimpleName() : said;
    }
}
