package dev.playhead.devtools.api;

import dev.playhead.devtools.api.CellQuestions.Cell;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Change;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The changes of a cell: when, by which event, from what to what. */
final class CellHistory implements Endpoint {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final CellQuestions questions;

    CellHistory(CellQuestions questions) {
        this.questions = questions;
    }

    /** {@return the cell that a request names} */
    static Cell cell(Question question) {
        return new Cell(question.require("grid"), question.require("row"), question.require("column"));
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        int limit = (int) question.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        CellQuestions.Answer<List<Change<Object>>> answer = questions.changes(cell(question), question.watch());
        List<Change<Object>> changes = answer.value();
        DataJson data = new DataJson(out);
        out.writeStartObject();
        out.writeArrayPropertyStart("changes");
        Iterator<Change<Object>> latest = changes.subList(Math.max(0, changes.size() - limit), changes.size())
                .iterator();
        while (latest.hasNext() && !data.isFull()) {
            write(out, data, latest.next());
        }
        out.writeEndArray();
        out.writeNumberProperty("total", changes.size());
        out.writeBooleanProperty("numeric", isNumeric(changes));
        EventJson.refused(out, answer.refusal());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, DataJson data, Change<Object> change) {
        RecordedEvent event = change.event();
        out.writeStartObject();
        data.count(event.type());
        data.count(event.source());
        out.writeStringProperty("id", event.id());
        EventJson.sequence(out, "sequence", event.sequence());
        EventJson.time(out, "time", event.timestamp());
        EventJson.ms(out, "ms", event.timestamp());
        EventJson.name(out, "source", event.source());
        EventJson.name(out, "user", user(event.metadata()));
        EventJson.name(out, "type", event.type());
        Differences.part(data, "from", change.before());
        Differences.part(data, "to", change.after());
        out.writeEndObject();
    }

    private static @Nullable String user(Map<String, @Nullable Object> metadata) {
        Object user = metadata.get("user");
        Object known = user == null ? metadata.get("userId") : user;
        boolean isText = known instanceof String text && !text.isEmpty();
        return isText || known instanceof Long ? String.valueOf(known) : null;
    }

    private static boolean isNumeric(List<Change<Object>> changes) {
        List<Object> values = changes.stream()
                .flatMap(change -> Stream.<@Nullable Object>of(change.before(), change.after()))
                .filter(value -> value != null && value != PayloadPath.NOTHING)
                .toList();
        return !values.isEmpty() && values.stream().allMatch(Number.class::isInstance);
    }
}
