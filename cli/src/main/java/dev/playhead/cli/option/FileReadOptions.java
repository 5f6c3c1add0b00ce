package dev.playhead.cli.option;

import dev.playhead.cli.Session;
import dev.playhead.io.ImportOptions;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for reading a file of events to its end. */
public final class FileReadOptions {
    @Mixin
    ReadOptions reading = new ReadOptions();

    @Option(
            names = "--sort",
            order = 86,
            description = "Sort the events of an event file by time before they are used, as for logs that were merged."
                    + " Events of the same time keep their order. All events are held in memory, and used when the input"
                    + " has ended. A note states how many were moved.")
    boolean sort;

    /** {@return the given options, completed by those of the command line} */
    public ImportOptions of(Session session, ImportOptions others) {
        ImportOptions options = reading.of(session, others);
        return sort ? options.sortedByTime() : options;
    }

    /** Refuses options that would have no effect, because the file is a Playhead file. */
    public void refuseForPlayheadFile(CommandSpec command, String name) {
        List<String> given = reading.ofOtherPrograms();
        if (sort) {
            given.add("--sort");
        }
        if (!given.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    String.join(" and ", given) + (given.size() == 1 ? " is" : " are") + " for event files, and " + name
                            + " is a Playhead file");
        }
    }
}
