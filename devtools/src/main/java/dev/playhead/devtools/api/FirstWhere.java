package dev.playhead.devtools.api;

import dev.playhead.devtools.api.Comparison.Operator;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** The first event after which the value of a cell meets a comparison that it did not meet before. */
final class FirstWhere implements Endpoint {
    private final CellQuestions questions;

    FirstWhere(CellQuestions questions) {
        this.questions = questions;
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        Comparison comparison =
                new Comparison(operator(question.require("op")), Literal.parse(question.require("value")));
        CellQuestions.Answer<Optional<RecordedEvent>> answer =
                questions.first(CellHistory.cell(question), comparison::test, question.watch());
        RecordedEvent event = answer.value().orElse(null);
        out.writeStartObject();
        if (event == null) {
            out.writeNullProperty("event");
        } else {
            out.writeObjectPropertyStart("event");
            EventJson.brief(out, event);
            out.writeEndObject();
        }
        EventJson.refused(out, answer.refusal());
        out.writeEndObject();
    }

    private static Operator operator(String symbol) {
        return Arrays.stream(Operator.values())
                .filter(one -> one.symbol.equals(symbol))
                .findFirst()
                .orElseThrow(() -> new BadRequest("op=" + EventJson.clean(symbol) + " is unknown; there are "
                        + Arrays.stream(Operator.values())
                                .map(one -> one.symbol)
                                .collect(Collectors.joining(" "))));
    }
}
