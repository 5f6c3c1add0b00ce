package dev.playhead;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.timetravel.SnapshotManager;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** The export and import of events between a history and event files or streams. */
final class EventTransfer {
    private final Lifecycle lifecycle;
    private final PayloadCapture capture;
    private final CircularBuffer buffer;
    private final EventQueries queries;
    private final LiveFeed feed;
    private final Problems problems;
    private final List<Path> storeFiles;

    EventTransfer(
            Lifecycle lifecycle,
            PayloadCapture capture,
            CircularBuffer buffer,
            EventQueries queries,
            LiveFeed feed,
            Problems problems,
            List<Path> storeFiles) {
        this.lifecycle = lifecycle;
        this.capture = capture;
        this.buffer = buffer;
        this.queries = queries;
        this.feed = feed;
        this.problems = problems;
        this.storeFiles = storeFiles;
    }

    void exportTo(Path file, EventFilter filter) {
        lifecycle.requireOpen();
        requireNotOfTheStore(file, "export to another file");
        try {
            report("file=" + file, EventFiles.write(file, () -> queries.events(filter)));
        } catch (EventFiles.LostMeanwhileException e) {
            // This reads all blocks of the events, to find all damage in them.
            queries.events(filter).forEachRemaining(event -> {});
            report("file=" + file, EventFiles.write(file, () -> queries.events(filter)));
        }
    }

    void exportTo(OutputStream out, ExportFormat format, EventFilter filter) {
        report("format=" + format, write(out, format, filter));
    }

    List<String> write(OutputStream out, ExportFormat format, EventFilter filter) {
        return EventFiles.write(out, format, () -> queries.events(filter));
    }

    private void report(String what, List<String> notes) {
        if (!notes.isEmpty()) {
            problems.report(HistoryProblem.Kind.EXPORT_INCOMPLETE, what + ": " + String.join("; ", notes), null);
        }
    }

    ImportReport importFrom(Path file, ImportOptions options) {
        EventImport sink = newImport(options);
        requireNotOfTheStore(file, "its events are already here; import an export of another history");
        EventFiles.read(file, sink, options);
        return sink.report();
    }

    ImportReport importFrom(InputStream in, ImportOptions options) {
        EventImport sink = newImport(options);
        EventFiles.read(in, sink, options);
        return sink.report();
    }

    EventImport newImport(ImportOptions options) {
        lifecycle.requireWritable();
        if (SnapshotManager.isFolding()) {
            throw new IllegalStateException(
                    "a projection tried to import events; Projection.apply must only compute a state from its arguments");
        }
        return new EventImport(capture, buffer, queries, options, lifecycle::requireOpen, feed::wake);
    }

    /**
     * Rejects a file of the store. An export would replace the live store. Even reading one of the store's files
     * outside the store is harmful, because closing the file may release the store's locks.
     */
    private void requireNotOfTheStore(Path file, String advice) {
        for (Path own : storeFiles) {
            if (EventFiles.isSame(file, own)) {
                throw new IllegalArgumentException("file=" + file + " is where this history is stored; " + advice);
            }
        }
    }
}
