package dev.playhead.cli.command;

import dev.playhead.cli.Session;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.input.Recovery;
import dev.playhead.cli.output.Text;
import dev.playhead.storage.RecoveryReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that creates a new file from the readable data of a damaged file. */
@Command(
        name = "salvage",
        header = "Create a Playhead file from the readable data of a damaged file.",
        description = {
            "",
            "The damaged file is not changed. No program may be recording into it. Incomplete blocks are quarantined in"
                    + " the new file.",
            "",
            "Exit code 1 if there is nothing to salvage.",
            ""
        },
        footer = {
            "  playhead salvage orders.playhead new.playhead",
            "  playhead salvage orders.playhead new.playhead --json | jq .gaps"
        })
public final class SalvageCommand implements Callable<Integer> {
    @Mixin
    private PlayheadFile file;

    @Parameters(index = "1", paramLabel = "NEW", description = "The file to create; it must not exist yet.")
    private String target;

    private final Session session;

    public SalvageCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RecoveryReport report = file.salvage(Path.of(target));
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("file", file.name);
            data.put("salvaged", target);
            data.putAll(Recovery.data(report));
            session.printJson(data);
        } else {
            session.out()
                    .line(Text.safe(target) + ": " + session.style().bold(Recovery.missing(report))
                            + (report.quarantined().isEmpty()
                                    ? ""
                                    : "; " + Text.count(report.quarantined().size(), "block") + " in quarantine"));
            session.out().line(session.style().dim(Text.safe(file.name) + " is unchanged"));
        }
        return 0;
    }
}
