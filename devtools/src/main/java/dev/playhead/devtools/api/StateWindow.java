package dev.playhead.devtools.api;

import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.timetravel.Projection;
import tools.jackson.core.JsonGenerator;

/** The state of a projection after an event: a grid by its rows, any other state as data. */
final class StateWindow implements Endpoint {
    private static final int MAX_CHANGES = 500;

    private final States states;
    private final Projections projections;
    private final GridWindow grids;

    StateWindow(States states, Projections projections) {
        this.states = states;
        this.projections = projections;
        this.grids = new GridWindow(states, projections.grid());
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        Projection<?> projection = projections.of(question);
        long at = question.number("at", -2, -1, Long.MAX_VALUE);
        at = at < -1 ? states.last() : at;
        if (projection.equals(projections.grid())) {
            grids.answer(at, question, out);
        } else {
            tree(projection, at, question, out);
        }
    }

    private <S> void tree(Projection<S> projection, long at, Question question, JsonGenerator out) {
        States.Pair<S> around = states.around(projection, at, question.watch());
        out.writeStartObject();
        out.writeNumberProperty("at", EventJson.exact(at));
        out.writeStringProperty("kind", "tree");
        new DataJson(out).property("state", around.after());
        Differences.write(
                out, "changes", Differences.between(around.before(), around.after(), question.watch()), MAX_CHANGES);
        EventJson.refused(out, around.refusal());
        out.writeEndObject();
    }
}
