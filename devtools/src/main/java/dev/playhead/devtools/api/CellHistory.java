package dev.playhead.devtools.api;

import dev.playhead.devtools.api.CellQuestions.Cell;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Change;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The changes of a cell: when, by which event, from what to what. */
final class CellHistory implements Endpoint {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;
    private static final JsonFactory JSON = new JsonFactory();

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
        CellQuestions.Answer<CellChanges> answer = questions.changes(cell(question), limit, question.watch());
        CellChanges changes = answer.value();
        List<Change<Object>> latest = changes.latest();
        DataJson data = new DataJson(out);
        out.writeStartObject();
        out.writeArrayPropertyStart("changes");
        for (Change<Object> change : latest.subList(begin(latest), latest.size())) {
            write(out, data, change);
        }
        out.writeEndArray();
        out.writeNumberProperty("total", changes.total());
        out.writeBooleanProperty("numeric", changes.numeric());
        EventJson.refused(out, answer.refusal());
        out.writeEndObject();
    }

    /** Returns the index of the first change to write, so that an answer with a limited size ends with the latest. */
    private static int begin(List<Change<Object>> changes) {
        try (JsonGenerator nowhere =
                JSON.createGenerator(ObjectWriteContext.empty(), OutputStream.nullOutputStream())) {
            DataJson size = new DataJson(nowhere);
            nowhere.writeStartArray();
            int begin = changes.size();
            while (begin > 0 && !size.isFull()) {
                begin--;
                write(nowhere, size, changes.get(begin));
            }
            nowhere.writeEndArray();
            return size.isFull() ? Math.min(begin + 1, changes.size() - 1) : begin;
        }
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
}
