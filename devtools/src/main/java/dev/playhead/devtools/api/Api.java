package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.timetravel.Projection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a history. None of them changes the history, or moves its timeline. The actions move the timeline.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
public final class Api implements AutoCloseable {
    private final SeenProblems problems;
    private final Application application;
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
     * @param isControlled whether there are actions
     * @param executor runs the actions, which may be slow; null for a thread of this object
     */
    public Api(
            EventHistory history,
            String name,
            @Nullable String file,
            boolean complete,
            List<Projection<?>> projections,
            boolean isControlled,
            @Nullable Executor executor) {
        Projections known = new Projections(projections);
        PartialFold partial = new PartialFold(history);
        States states = new States(history, partial);
        CellQuestions cells = new CellQuestions(history, partial, known.grid());
        Density density = new Density(history);
        this.problems = new SeenProblems(history);
        this.application = new Application(history, isControlled, executor);
        this.endpoints = Map.of(
                "/api/v1/history",
                withoutSubpaths(new HistoryInfo(history, name, file, complete, known, problems, application)),
                "/api/v1/timeline",
                withoutSubpaths(density),
                "/api/v1/events",
                new EventDetail(
                        history,
                        new EventWindow(history, new QueryRanks(history)),
                        new EventChanges(states, known),
                        new Causes(history)),
                "/api/v1/state",
                withoutSubpaths(new StateWindow(states, known)),
                "/api/v1/cell",
                withoutSubpaths(new CellHistory(cells)),
                "/api/v1/first",
                withoutSubpaths(new FirstWhere(cells)),
                "/api/v1/difference",
                withoutSubpaths(new DifferenceQuestion(states, known)),
                "/api/v1/whatif",
                withoutSubpaths(new WhatIf(history, states, partial, known)),
                "/api/v1/statistics",
                withoutSubpaths(new Statistics(history, file, density)),
                "/api/v1/export",
                withoutSubpaths(new Export(history, known)));
    }

    /** Returns an endpoint that does not answer for the paths below it. */
    static Endpoint withoutSubpaths(Endpoint endpoint) {
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

    /**
     * Returns the requests that move the application.
     *
     * @return the actions by path; none unless the application is controlled
     */
    public Map<String, Endpoint> actions() {
        return application.actions();
    }

    /**
     * Returns where the application stands.
     *
     * @return its place on the timeline, as JSON
     */
    public String application() {
        return application.json();
    }

    /** Ends listening to the problems of the history, and moving the application. */
    @Override
    public void close() {
        application.close();
        problems.close();
    }
}
