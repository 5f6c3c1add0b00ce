package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The events, and what is about a single event: {@code events}, {@code events/ID}, {@code events/ID/changes} and {@code
 * events/ID/causes}.
 */
final class EventDetail implements Endpoint {
    private final EventHistory history;
    private final Endpoint window;
    private final EventChanges changes;
    private final Causes causes;

    EventDetail(EventHistory history, Endpoint window, EventChanges changes, Causes causes) {
        this.history = history;
        this.window = window;
        this.changes = changes;
        this.causes = causes;
    }

    @Override
    public void answer(Question question, JsonGenerator out) throws IOException {
        String rest = question.rest();
        if (rest.isEmpty()) {
            window.answer(question, out);
            return;
        }
        int slash = rest.indexOf('/');
        RecordedEvent event = event(history, slash < 0 ? rest : rest.substring(0, slash));
        switch (slash < 0 ? "" : rest.substring(slash + 1)) {
            case "" -> write(event, out);
            case "changes" -> changes.answer(event, question, out);
            case "causes" -> causes.answer(event, question, out);
            default ->
                throw new BadRequest(
                        404,
                        "path=" + EventJson.clean(rest) + " is unknown; after the id follows nothing, /changes or"
                                + " /causes");
        }
    }

    /** {@return the event with an id} Refuses an id that no retained event has. */
    static RecordedEvent event(EventHistory history, String id) {
        return history.getEvent(id).orElseThrow(() -> new BadRequest(404, unknown(history, id)));
    }

    private static String unknown(EventHistory history, String id) {
        String what = "id=" + EventJson.clean(id) + " is not the id of a retained event; ";
        List<RecordedEvent> first = history.getEvents(EventFilter.all(), 1);
        List<RecordedEvent> last = history.latest(EventFilter.all(), 1);
        return first.isEmpty() || last.isEmpty()
                ? what + "there are no events"
                : what + "the retained events have ids from " + first.get(0).id() + " to "
                        + last.get(0).id();
    }

    private void write(RecordedEvent event, JsonGenerator out) {
        out.writeStartObject();
        out.writeName("event");
        EventJson.whole(out, event);
        neighbour(out, "previous", event.sequence() == 0 ? List.of() : before(event.sequence()));
        neighbour(out, "next", history.getEvents(EventFilter.sequenceBetween(event.sequence() + 1, Long.MAX_VALUE), 1));
        out.writeEndObject();
    }

    private List<RecordedEvent> before(long sequence) {
        return history.latest(EventFilter.sequenceBetween(0, sequence - 1), 1);
    }

    private static void neighbour(JsonGenerator out, String name, List<RecordedEvent> found) {
        if (found.isEmpty()) {
            out.writeNullProperty(name);
        } else {
            EventJson.sequence(out, name, found.get(0).sequence());
        }
    }
}
