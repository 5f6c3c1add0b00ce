package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.timetravel.Projection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a history. None of them changes the history, or moves its timeline.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
public final class Api implements AutoCloseable {
    private final SeenProblems problems;
    private final Map<String, Endpoint> endpoints;

    /**
     * Creates the endpoints of a history. From now on, its problems are listed for the page, and logged.
     *
     * @param history the history; closing this object does not close it
     * @param name the name of the history, to show
     * @param file the file of the history as a command line would name it; null if there is none
     * @param complete whether no further events will be recorded
     * @param projections projections to show beside the grids; the first of a {@link dev.playhead.grid.GridState} is
     *     used for the grids
     */
    public Api(
            EventHistory history,
            String name,
            @Nullable String file,
            boolean complete,
            List<Projection<?>> projections) {
        Projections known = new Projections(projections);
        PartialFold partial = new PartialFold(history);
        States states = new States(history, partial);
        CellQuestions cells = new CellQuestions(history, partial, known.grid());
        Density density = new Density(history);
        this.problems = new SeenProblems(history);
        this.endpoints = Map.of(
                "/api/v1/history",
                alone(new HistoryInfo(history, name, file, complete, known, problems)),
                "/api/v1/timeline",
                alone(density),
                "/api/v1/events",
                new EventDetail(
                        history,
                        new EventWindow(history, new QueryRanks(history)),
                        new EventChanges(states, known),
                        new Causes(history)),
                "/api/v1/state",
                alone(new StateWindow(states, known)),
                "/api/v1/cell",
                alone(new CellHistory(cells)),
                "/api/v1/first",
                alone(new FirstWhere(cells)),
                "/api/v1/difference",
                alone(new DifferenceQuestion(states, known)),
                "/api/v1/whatif",
                alone(new WhatIf(history, states, partial, known)),
                "/api/v1/statistics",
                alone(new Statistics(history, file, density)),
                "/api/v1/export",
                alone(new Export(history, known)));
    }

    /** Returns an endpoint that does not answer for the paths below it. */
    private static Endpoint alone(Endpoint endpoint) {
        return (question, out) -> {
            if (!question.rest().isEmpty()) {
                throw new BadRequest(404, "path=" + EventJson.clean(question.rest()) + " is unknown; leave it out");
            }
            endpoint.answer(question, out);
        };
    }

    /**
     * Returns the endpoints.
     *
     * @return the endpoints by path; {@code /api/v1/events} also answers for the paths below it
     */
    public Map<String, Endpoint> endpoints() {
        return endpoints;
    }

    /** Ends listening to the problems of the history. */
    @Override
    public void close() {
        problems.close();
    }
}
