package dev.playhead.devtools.api;

import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.timetravel.Projection;
import tools.jackson.core.JsonGenerator;

/** The differences between the states after two events. */
final class DifferenceQuestion implements Endpoint {
    static final int DEFAULT_LIMIT = 1_000;
    static final int MAX_LIMIT = 10_000;

    private final States states;
    private final Projections projections;

    DifferenceQuestion(States states, Projections projections) {
        this.states = states;
        this.projections = projections;
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        answer(projections.of(question), sequence(question, "a"), sequence(question, "b"), question, out);
    }

    private static long sequence(Question question, String name) {
        long sequence = question.number(name, -2, -1, Long.MAX_VALUE);
        if (sequence < -1) {
            throw new BadRequest(name + " is missing; add the sequence of an event, or -1 for the beginning");
        }
        return sequence;
    }

    private <S> void answer(Projection<S> projection, long a, long b, Question question, JsonGenerator out) {
        int limit = (int) question.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        States.Pair<S> pair = states.both(projection, a, b, question.watch());
        out.writeStartObject();
        out.writeNumberProperty("a", EventJson.exact(a));
        out.writeNumberProperty("b", EventJson.exact(b));
        Differences.write(
                out, "differences", Differences.between(pair.before(), pair.after(), question.watch()), limit);
        EventJson.refused(out, pair.refusal());
        out.writeEndObject();
    }
}
