package dev.playhead.devtools.api;

import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import tools.jackson.core.JsonGenerator;

/** What an event changed in a state. */
final class EventChanges {
    private static final int LIMIT = 500;

    private final States states;
    private final Projections projections;

    EventChanges(States states, Projections projections) {
        this.states = states;
        this.projections = projections;
    }

    void answer(RecordedEvent event, Question question, JsonGenerator out) {
        answer(projections.of(question), event, question, out);
    }

    private <S> void answer(Projection<S> projection, RecordedEvent event, Question question, JsonGenerator out) {
        States.Pair<S> around = states.around(projection, event.sequence(), question.watch());
        out.writeStartObject();
        Differences.write(
                out, "changes", Differences.between(around.before(), around.after(), question.watch()), LIMIT);
        EventJson.refused(out, around.refusal());
        out.writeEndObject();
    }
}
