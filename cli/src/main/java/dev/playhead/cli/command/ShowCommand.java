package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.Enough;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.EventLines;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.output.EventDetails;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that prints complete events. */
@Command(
        name = "show",
        header = "Print complete events by their ids.",
        description = "",
        footer = {
            "  playhead show orders.jsonl 2041",
            "  playhead show orders.jsonl 2040 2041 2042 --json | jq .payload"
        })
public final class ShowCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "Ids of events, as printed by search.")
    private List<Long> ids = new ArrayList<>();

    private final Session session;

    public ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<Long, RecordedEvent> found = find();
        try (EventLines json = new EventLines(session)) {
            for (long id : ids) {
                RecordedEvent event = found.get(id);
                if (event != null && session.json()) {
                    json.write(event);
                } else if (event != null) {
                    EventDetails.print(session, event);
                }
            }
        }
        List<Long> unknown = ids.stream().filter(id -> !found.containsKey(id)).toList();
        if (!unknown.isEmpty()) {
            String names = unknown.stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw file.withoutEvent(names);
        }
        return 0;
    }

    private Map<Long, RecordedEvent> find() {
        Set<Long> wanted = new HashSet<>(ids);
        Map<Long, RecordedEvent> found = new LinkedHashMap<>();
        if (file.isIndexed()) {
            try (EventHistory history = file.load(session)) {
                for (long id : wanted) {
                    history.getEvent(Long.toString(id)).ifPresent(event -> found.put(id, event));
                }
                file.noteMissing(MissingEvents.of(history), session);
            }
            return found;
        }
        EventFile.Reading reading = file.read(session, event -> {
            if (wanted.contains(event.sequence())) {
                found.put(event.sequence(), event);
                if (found.size() == wanted.size()) {
                    throw Enough.INSTANCE;
                }
            }
        });
        file.noteMissing(reading.missing(), session);
        return found;
    }
}
