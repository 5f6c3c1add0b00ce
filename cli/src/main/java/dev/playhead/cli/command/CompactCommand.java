package dev.playhead.cli.command;

import dev.playhead.cli.Session;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.input.Recovery;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Text;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.EventStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command that makes a file as small as possible. */
@Command(
        name = "compact",
        header = "Compact a Playhead file to its smallest size.",
        description = {
            "",
            "No program may be recording into the file; other programs may read it. The command needs free space of"
                    + " twice the file's size: for a log in the same folder, and for a temporary file in the system's"
                    + " temporary folder. If it fails or is interrupted, no event is lost.",
            ""
        },
        footer = {"  playhead compact orders.playhead", "  playhead compact orders.playhead --json"})
public final class CompactCommand implements Callable<Integer> {
    @Mixin
    private PlayheadFile file;

    private final Session session;

    public CompactCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long before = file.bytes();
        RecoveryReport found;
        try (EventStore store = file.store(EventStore.Mode.WRITE)) {
            found = store.recovery();
            store.compact();
        }
        long after = file.bytes();
        if (found.isComplete()) {
            Recovery.noteUpgrade(found, file.name, session);
        }
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("file", file.name);
            data.put("bytesBefore", before);
            data.put("bytes", after);
            data.put("opening", Recovery.data(found));
            session.out().line(JsonText.compact(data));
            return 0;
        }
        session.out()
                .line(Text.safe(file.name) + ": " + session.style().bold(Text.bytes(after))
                        + session.style().dim(", before " + Text.bytes(before)));
        if (!found.isComplete()) {
            session.note("warning: " + file.name + ": " + found);
        }
        return 0;
    }
}
