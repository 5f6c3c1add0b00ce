package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.HistoryProblem.Kind;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.Column;
import dev.playhead.grid.GridState;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests that histories with grid states report misfits, and continue from states of earlier versions. */
class GridHistoryTest {
    /** A state that has one grid "g" with one row and one column, encoded by version 1 of the codec. */
    private static final byte[] VERSION_1 = HexFormat.of()
            .parseHex(
                    "020001000267010000010100010008706167650304010001000a7072696365010308000a50726963650400a0010100084e4f4e"
                            + "4501000844455343000100046774030a0a0001000001010000020101010301000001030100010000140201000a01000c6865"
                            + "69676874035001000101000001000101010300066c6f770000");

    private final List<HistoryProblem> problems = new ArrayList<>();

    /**
     * A stand-in for the projection of grids with version 1 of its codec. Ignores all events, and encodes every state
     * as {@link #VERSION_1}.
     */
    private record Earlier() implements Projection<GridState> {
        @Override
        public String name() {
            return GridState.projection().name();
        }

        @Override
        public GridState initial() {
            return GridState.projection().initial();
        }

        @Override
        public GridState apply(GridState state, RecordedEvent event) {
            return state;
        }

        @Override
        public Optional<StateCodec<GridState>> codec() {
            return Optional.of(new StateCodec<>() {
                @Override
                public String version() {
                    return "1";
                }

                @Override
                public byte[] encode(GridState state) {
                    return VERSION_1.clone();
                }

                @Override
                public GridState decode(byte[] whole, List<byte[]> changes) {
                    return GridState.projection().initial();
                }
            });
        }
    }

    private EventHistory open(EventStore store, Projection<GridState> projection) {
        EventHistory history = EventHistory.builder()
                .store(store)
                .capacity(10)
                .projection(projection)
                .executor(Runnable::run)
                .build();
        history.onProblem(problems::add);
        return history;
    }

    private static void edit(EventHistory history, int times) {
        for (int i = 0; i < times; i++) {
            history.recordEvent(
                    GridEvent.of("cell:edit", Map.of("gridId", "g", "rowId", 1.0, "columnId", "price", "newValue", i)));
        }
    }

    @Test
    void shouldContinueFromABaseStateOfVersion1AndReportIt() {
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = open(store, new Earlier())) {
            edit(history, 2_000);
        }
        store = store.reopen(EventStore.Mode.WRITE);
        try (EventHistory history = open(store, GridState.projection())) {
            GridState state = history.timeline().snapshot().state(GridState.projection());

            assertThat(state.grid("g").orElseThrow().cell("1", "price")).isEqualTo(1_999L);
            assertThat(state.grid("g").orElseThrow().rowAttributes("1")).isEqualTo(Map.of("height", 40L));
            assertThat(state.grid("g").orElseThrow().column("price").map(Column::filter))
                    .contains(new Column.Filter("gt", 5L));
            assertThat(state.ignoredEvents()).isOne();
            assertThat(state.misfits()).isEmpty();
            edit(history, 2_000); // so that the base state advances, and is stored in the current version
        }
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.STATE_OUTDATED);
            assertThat(problem.message()).contains("projection=grid-state").contains("version=1");
        });
        problems.clear();
        try (EventHistory history = open(store.reopen(EventStore.Mode.WRITE), GridState.projection())) {
            GridState state = history.timeline().snapshot().state(GridState.projection());

            assertThat(state.grid("g").orElseThrow().cell("1", "price")).isEqualTo(1_999L);
            assertThat(state.grid("g").orElseThrow().rowAttributes("1")).isEqualTo(Map.of("height", 40L));
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldReportMisfitsOnceForEachTypeWithTheIdOfTheFirst() {
        try (EventHistory history =
                EventHistory.builder().executor(Runnable::run).build()) {
            history.onProblem(problems::add);
            edit(history, 3);
            for (int i = 0; i < 3; i++) {
                history.recordEvent(GridEvent.of("row:add", Map.of("gridId", "g", "row", 7)));
                history.recordEvent(GridEvent.of("column:pin", Map.of("gridId", "g", "columnId", "price")));
            }
            GridState state = history.timeline().snapshot().state(GridState.projection());
            assertThat(history.timeline()
                            .changesOf(
                                    GridState.projection("g", "1"),
                                    row -> row.grid("g").map(grid -> grid.cell("1", "price"))))
                    .hasSize(3);
            assertThat(history.timeline().firstEventWhere(GridState.projection(), grids -> grids.ignoredEvents() > 99))
                    .isEmpty();

            assertThat(state.misfits())
                    .isEqualTo(Map.of(
                            "row:add", new GridState.Misfits(3, "3", "rowId is missing"),
                            "column:pin", new GridState.Misfits(3, "4", "side is missing")));
        }
        assertThat(problems).extracting(HistoryProblem::kind).containsOnly(Kind.EVENT_MISFITS);
        assertThat(problems)
                .extracting(HistoryProblem::message)
                .containsExactly(
                        "events of type=column:pin do not fit and change nothing; the first is id=4: side is missing",
                        "events of type=row:add do not fit and change nothing; the first is id=3: rowId is missing");
    }

    @Test
    void shouldReportMisfitsFoundByAQuery() {
        try (EventHistory history =
                EventHistory.builder().executor(Runnable::run).build()) {
            history.onProblem(problems::add);
            history.recordEvent(GridEvent.of("row:remove", Map.of("gridId", "g")));

            assertThat(history.timeline().changesOf(GridState.projection(), GridState::gridIds))
                    .isEmpty();
        }
        assertThat(problems).hasSize(1);
    }

    @Test
    void shouldKeepMisfitsInBaseStates() {
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = open(store, GridState.projection())) {
            history.recordEvent(GridEvent.of("row:remove", Map.of("gridId", "g")));
            edit(history, 2_000);
        }
        assertThat(problems).hasSize(1);
        try (EventHistory history = open(store.reopen(EventStore.Mode.WRITE), GridState.projection())) {
            assertThat(history.timeline()
                            .snapshot()
                            .state(GridState.projection())
                            .misfits())
                    .isEqualTo(Map.of("row:remove", new GridState.Misfits(1, "0", "rowId is missing")));
        }
        assertThat(problems).hasSize(2);
    }

    @Test
    void shouldReportAProjectionWhoseMisfitsMethodThrows() {
        Projection<Long> broken = new Projection<>() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Long initial() {
                return 0L;
            }

            @Override
            public Long apply(Long state, RecordedEvent event) {
                return state + 1;
            }

            @Override
            public Map<String, String> misfits(Long state) {
                throw new IllegalStateException("no");
            }
        };
        try (EventHistory history =
                EventHistory.builder().executor(Runnable::run).build()) {
            history.onProblem(problems::add);
            edit(history, 3);

            assertThat(history.timeline().snapshot().state(broken)).isEqualTo(3);
            assertThat(history.timeline().snapshot().state(broken)).isEqualTo(3);
        }
        assertThat(problems).extracting(HistoryProblem::kind).containsExactly(Kind.PROJECTION_FAILED);
    }
}
