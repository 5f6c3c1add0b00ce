package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.TypePattern;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventHistoryBuilderTest {
    /** A class whose properties are captured only if the builder accepts the class as a bean. */
    public static final class Customer {
        public String getName() {
            return "Ada";
        }

        public String getPassword() {
            return "hunter2";
        }
    }

    @Test
    void shouldRefuseInvalidArguments() {
        EventHistory.Builder builder = EventHistory.builder();
        assertThatThrownBy(() -> builder.capacity(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("=0 is not positive");
        assertThatThrownBy(() -> builder.capacity(-5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.memoryBudget(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.retention(null)).hasMessage("retention");
        assertThatThrownBy(() -> builder.clock(null)).hasMessage("clock");
        assertThatThrownBy(() -> builder.executor(null)).hasMessage("executor");
        assertThatThrownBy(() -> builder.replayTarget(null)).hasMessage("bus");
        assertThatThrownBy(() -> builder.config(null)).hasMessage("config");
        assertThatThrownBy(() -> builder.record("a", null)).hasMessage("typePattern");
        assertThatThrownBy(() -> builder.excludeSensitive(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> EventHistory.inMemory().onRecorded(null)).hasMessage("listener");
        assertThatThrownBy(() -> EventHistory.inMemory().onProblem(null)).hasMessage("listener");
        try (EventHistory usable = builder.build()) { // the rejected calls changed nothing
            assertThat(usable.recordEvent(GridEvent.of("e", null))).isZero();
        }
    }

    @Test
    void shouldApplyAConfigurationAndLaterChanges() {
        EventHistoryConfig config = EventHistoryConfig.defaults()
                .withRetention(RetentionPolicy.unlimited().withMaxCount(2))
                .withRecord(List.of(TypePattern.of("cell:*")))
                .withExclude(List.of(TypePattern.of("*:hover")))
                .withCompression(false)
                .withEnabled(true);
        try (EventHistory history =
                EventHistory.builder().config(config).capacity(3).build()) {
            for (String type : List.of("cell:a", "cell:b", "cell:hover", "row:a", "cell:c", "cell:d")) {
                history.recordEvent(GridEvent.of(type, null));
            }
            assertThat(history.getEvents())
                    .extracting(RecordedEvent::type)
                    .containsExactly("cell:b", "cell:c", "cell:d");
        }
    }

    @Test
    void shouldHaveTheDocumentedDefaults() {
        EventHistoryConfig defaults = EventHistoryConfig.defaults();

        assertThat(defaults.enabled()).isTrue();
        assertThat(defaults.compression()).isTrue();
        assertThat(defaults.retention().maxCount()).hasValue(1_000);
        assertThat(defaults.retention().maxAge()).isEmpty();
        assertThat(defaults.retention().maxBytes()).isEmpty();
        assertThat(defaults.record()).isEmpty();
        assertThat(defaults.exclude()).isEmpty();
        assertThat(defaults.excludeSensitive()).isEqualTo(Optional.empty());
    }

    @Test
    void shouldCopyTheListsOfAConfiguration() {
        List<TypePattern> patterns = new ArrayList<>(List.of(TypePattern.of("a")));
        EventHistoryConfig config =
                EventHistoryConfig.defaults().withRecord(patterns).withExclude(patterns);
        patterns.clear();

        assertThat(config.record()).hasSize(1);
        assertThat(config.exclude()).hasSize(1);
    }

    @Test
    void shouldLimitTheMemoryOfKeptEvents() {
        try (EventHistory history = EventHistory.builder()
                .retention(RetentionPolicy.unlimited())
                .memoryBudget(1_000_000)
                .compression(false)
                .build()) {
            for (int i = 0; i < 5_000; i++) {
                history.recordEvent(GridEvent.of("e", "x".repeat(1_000) + i));
            }
            assertThat(history.stats().bytes()).isLessThanOrEqualTo(1_000_000);
            assertThat(history.stats().stored()).isBetween(100L, 1_000L);
            assertThat(history.stats().lastSequence()).isEqualTo(4_999);
        }
    }

    @Test
    void shouldCutOutSensitiveDataBeforeEventsAreRecordedOrImported() {
        List<Object> heard = new ArrayList<>();
        SensitiveData rules = SensitiveData.defaults()
                .withFields("ssn*")
                .withTypes("payment:*")
                .withRule(event -> event.type().equals("private") ? null : event);
        try (EventHistory history = EventHistory.builder()
                .excludeSensitive(rules)
                .beans(Customer.class)
                .executor(Runnable::run)
                .build()) {
            history.onRecorded(event -> heard.add(event.payload()));
            history.recordEvent(GridEvent.of("login", Map.of("password", "hunter2")));
            history.recordEvent(GridEvent.of("login", new Customer()));
            history.recordEvent(
                    GridEvent.of("form", Map.of("ssn_de", "hunter2")).with("token", "hunter2"));
            history.recordEvent(GridEvent.of("payment:card", "hunter2"));
            assertThat(history.recordEvent(GridEvent.of("private", "hunter2"))).isEqualTo(EventHistory.NOT_RECORDED);
            String lines = """
                    {"type":"login","timestamp":"2026-01-01T00:00:00Z","payload":{"password":"hunter2"}}
                    {"type":"private","timestamp":"2026-01-01T00:00:00Z","payload":"hunter2"}
                    """;
            assertThat(history.importFrom(
                                    new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                                    ImportOptions.lenient())
                            .excluded())
                    .isEqualTo(1);
            ByteArrayOutputStream exported = new ByteArrayOutputStream();
            history.exportTo(exported, ExportFormat.JSON_LINES, EventFilter.all());

            assertThat(heard).hasSize(5);
            assertThat(heard.get(1).toString()).contains("Ada");
            assertThat(heard.toString()).doesNotContain("hunter2");
            assertThat(history.getEvents().toString()).doesNotContain("hunter2");
            assertThat(exported.toString(StandardCharsets.UTF_8))
                    .contains("Ada")
                    .doesNotContain("hunter2");
            assertThat(history.stats().dropped()).isEqualTo(1);
            assertThat(history.stats().replaced()).containsKey(Marker.Reason.SENSITIVE);
        }
    }

    private static long keptOf(EventHistory.Builder builder, int events) {
        try (EventHistory history = builder.build()) {
            for (int i = 0; i < events; i++) {
                history.recordEvent(GridEvent.of("e", i));
            }
            return history.stats().stored();
        }
    }

    @Test
    void shouldApplyTheStrictestLimitInAnyOrderOfCalls() {
        RetentionPolicy ten = RetentionPolicy.unlimited().withMaxCount(10);
        RetentionPolicy unlimited = RetentionPolicy.unlimited();

        assertThat(keptOf(EventHistory.builder().capacity(5).retention(ten), 50))
                .isEqualTo(5);
        assertThat(keptOf(EventHistory.builder().retention(ten).capacity(5), 50))
                .isEqualTo(5);
        assertThat(keptOf(EventHistory.builder().retention(ten).capacity(20), 50))
                .isEqualTo(10);
        assertThat(keptOf(EventHistory.builder().capacity(5).retention(unlimited), 50))
                .isEqualTo(5);
        assertThat(keptOf(EventHistory.builder().retention(unlimited), 2_000)).isEqualTo(2_000);
        assertThat(keptOf(EventHistory.builder().capacity(2_000), 3_000)).isEqualTo(2_000);
        assertThat(keptOf(EventHistory.builder().memoryBudget(1_000).retention(unlimited), 500))
                .isLessThan(100);
    }

    private static long keptInStoreOf(EventHistory.Builder builder) {
        return keptOf(builder.store(InMemoryEventStore.create()), 1_500);
    }

    @Test
    void shouldLimitAStoreToAGivenCountEvenIfTheCountEqualsTheDefaultInMemory() {
        RetentionPolicy thousand = RetentionPolicy.unlimited().withMaxCount(EventHistoryConfig.DEFAULT_CAPACITY);
        EventHistoryConfig defaults = EventHistoryConfig.defaults();
        EventHistoryConfig whole = new EventHistoryConfig(true, thousand, true, List.of(), List.of(), Optional.empty());
        EventHistoryConfig changed = defaults.withRetention(thousand).withCompression(false);
        EventHistoryConfig same = defaults.withRetention(defaults.retention());

        assertThat(keptInStoreOf(EventHistory.builder().config(whole))).isEqualTo(1_000);
        assertThat(keptInStoreOf(EventHistory.builder().config(changed))).isEqualTo(1_000);
        assertThat(keptInStoreOf(EventHistory.builder().config(same))).isEqualTo(1_000);
        assertThat(keptInStoreOf(EventHistory.builder().config(changed).enabled(true)))
                .isEqualTo(1_000);
        assertThat(keptInStoreOf(EventHistory.builder().retention(thousand))).isEqualTo(1_000);
        assertThat(keptInStoreOf(EventHistory.builder().retention(defaults.retention())))
                .isEqualTo(1_000);
        assertThat(keptInStoreOf(EventHistory.builder().capacity(1_000))).isEqualTo(1_000);
    }

    @Test
    void shouldKeepEverythingInAStoreUnlessALimitIsGiven() {
        EventHistoryConfig unrelated = EventHistoryConfig.defaults().withCompression(false);
        RetentionPolicy thousand = RetentionPolicy.unlimited().withMaxCount(1_000);

        assertThat(keptInStoreOf(EventHistory.builder())).isEqualTo(1_500);
        assertThat(keptInStoreOf(EventHistory.builder().config(EventHistoryConfig.defaults())))
                .isEqualTo(1_500);
        assertThat(keptInStoreOf(EventHistory.builder().config(unrelated))).isEqualTo(1_500);
        assertThat(keptInStoreOf(EventHistory.builder().retention(RetentionPolicy.unlimited())))
                .isEqualTo(1_500);
        assertThat(keptInStoreOf(EventHistory.builder().retention(thousand).config(unrelated)))
                .isEqualTo(1_500);
        assertThat(keptInStoreOf(EventHistory.builder().config(unrelated).capacity(1_200)))
                .isEqualTo(1_200);
    }

    @Test
    void shouldCombinePatternsAndProjectionsOfRepeatedCalls() {
        Projection<Integer> first = Projection.of("first", 0, (count, event) -> count + 1);
        Projection<Integer> second = Projection.of("second", 0, (count, event) -> count + 1);
        try (EventHistory history = EventHistory.builder()
                .capacity(10)
                .record("a")
                .record("b")
                .exclude("c")
                .exclude("b:*")
                .projection(first)
                .projection(second)
                .build()) {
            for (int i = 0; i < 50; i++) {
                assertThat(history.recordEvent(GridEvent.of("a", null))).isNotNegative();
                assertThat(history.recordEvent(GridEvent.of("b", null))).isNotNegative();
                assertThat(history.recordEvent(GridEvent.of("c", null))).isEqualTo(EventHistory.NOT_RECORDED);
            }

            assertThat(history.timeline().snapshot().state(first)).isEqualTo(100);
            assertThat(history.timeline().snapshot().state(second)).isEqualTo(100);
        }
    }

    @Test
    void shouldRefuseToAttachABusTwice() {
        EventBus bus = EventBus.create();
        try (EventHistory history = EventHistory.inMemory()) {
            Subscription attachment = history.attach(bus);
            assertThatThrownBy(() -> history.attach(bus)).isInstanceOf(IllegalArgumentException.class);

            attachment.close();
            history.attach(bus);
            bus.publish(GridEvent.of("e", null));

            assertThat(history.getEvents()).hasSize(1);
        }
    }

    @Test
    void shouldAcceptBeansByPackageAndByARule() {
        List<HistoryProblem> problems = new ArrayList<>();
        EventHistory.Builder byPackage = EventHistory.builder().beansIn("org.example", "dev.playhead");
        EventHistory.Builder byRule =
                EventHistory.builder().beans(type -> type.getSimpleName().startsWith("Cust"));
        for (EventHistory.Builder builder : List.of(byPackage, byRule)) {
            try (EventHistory history = builder.executor(Runnable::run).build()) {
                history.onProblem(problems::add);
                history.recordEvent(GridEvent.of("e", new Customer()));
                assertThat(history.getEvents().get(0).payload())
                        .isEqualTo(Map.of("name", "Ada", "password", "hunter2"));
            }
        }
        assertThat(problems).isEmpty();
        for (String other : List.of("dev.play", "dev.playhead.grid", "org")) {
            try (EventHistory history = EventHistory.builder()
                    .beansIn(other)
                    .executor(Runnable::run)
                    .build()) {
                history.onProblem(problems::add);
                history.recordEvent(GridEvent.of("e", new Customer()));
            }
        }
        assertThat(problems).hasSize(3).allMatch(problem -> problem.kind() == HistoryProblem.Kind.UNKNOWN_CLASS);
    }

    @Test
    void shouldCutSensitiveValuesOutOfTheSessionContext() {
        try (InMemoryEventStore store = InMemoryEventStore.create();
                EventHistory history = EventHistory.builder()
                        .store(store)
                        .excludeSensitive(SensitiveData.defaults())
                        .context(Map.of("dbPassword", "hunter2", "version", "1.0", "accessKeyId", "AKIA"))
                        .build()) {
            assertThat(history.sessions().get(0).context())
                    .containsEntry("dbPassword", "(sensitive)")
                    .containsEntry("accessKeyId", "(sensitive)")
                    .containsEntry("version", "1.0")
                    .containsKey("pid");
        }
    }

    @Test
    void shouldReportOnceThatAClosedHistoryDoesNotRecord() {
        List<HistoryProblem> problems = new ArrayList<>();
        EventHistory history = EventHistory.builder().executor(Runnable::run).build();
        history.onProblem(problems::add);
        history.recordEvent(GridEvent.of("a", null));
        history.pause();
        assertThat(history.recordEvent(GridEvent.of("b", null))).isEqualTo(EventHistory.NOT_RECORDED);
        assertThat(problems).as("problems during a requested pause").isEmpty();
        history.close();
        for (int i = 0; i < 3; i++) {
            assertThat(history.recordEvent(GridEvent.of("late", null))).isEqualTo(EventHistory.NOT_RECORDED);
        }

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).kind()).isEqualTo(HistoryProblem.Kind.NOT_RECORDED);
        assertThat(problems.get(0).message()).contains("type=late", "closed");
    }

    @Test
    void shouldReportOnceThatAReadOnlyHistoryDoesNotRecord() {
        List<HistoryProblem> problems = new ArrayList<>();
        try (InMemoryEventStore medium = InMemoryEventStore.create()) {
            EventHistory.builder().store(medium).build().close();
            try (EventHistory history = EventHistory.builder()
                    .store(medium.reopen(dev.playhead.storage.spi.EventStore.Mode.READ))
                    .executor(Runnable::run)
                    .build()) {
                history.onProblem(problems::add);
                history.recordEvent(GridEvent.of("a", null));
                history.recordAsLive(GridEvent.of("b", null));
            }
        }
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).contains("type=a", "opened read-only", "EventHistory.open");
    }

    @Test
    void shouldReportNoProblemsIfBuiltDisabled() {
        List<HistoryProblem> problems = new ArrayList<>();
        try (EventHistory history =
                EventHistory.builder().enabled(false).executor(Runnable::run).build()) {
            history.onProblem(problems::add);
            history.recordEvent(GridEvent.of("a", null));
        }
        assertThat(problems).isEmpty();
    }

    private static Projection<Long> relevantTo(String name, EventFilter filter) {
        return new Projection<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Long initial() {
                return 0L;
            }

            @Override
            public Long apply(Long state, RecordedEvent event) {
                return state;
            }

            @Override
            public EventFilter relevant() {
                return filter;
            }
        };
    }

    @Test
    void shouldWarnOnceOfRelevantTypesThatAreNotRecorded() {
        Projection<Long> some = relevantTo("some", EventFilter.typeIn(List.of("a:x", "a:y", "b")));
        Projection<Long> all = relevantTo("all", EventFilter.all());
        try (CapturedLog log = new CapturedLog()) {
            EventHistory.builder().projection(some, all).exclude("a:*").build().close();
            assertThat(log.lines)
                    .singleElement()
                    .asString()
                    .contains("NOT_RECORDED", "projection=some", "types=[a:x, a:y]");
            log.lines.clear();
            EventHistory.builder().projection(some).record("a:*").build().close();
            assertThat(log.lines).singleElement().asString().contains("types=[b]");
            log.lines.clear();
            EventHistory.builder().projection(some, all).exclude("c").build().close();
            EventHistory.builder()
                    .projection(some)
                    .exclude("a:*")
                    .enabled(false)
                    .build()
                    .close();
            assertThat(log.lines).isEmpty();
        }
    }

    @Test
    void shouldReplayToTheBusOfTheOptionsEvenIfOtherBusesAreAttached() {
        EventBus one = EventBus.create();
        EventBus two = EventBus.create();
        EventBus target = EventBus.create();
        List<String> heard = new ArrayList<>();
        one.subscribe("*", event -> heard.add("one"));
        target.subscribe("*", event -> heard.add("target " + event.type()));
        try (EventHistory history = EventHistory.builder().replayTarget(two).build()) {
            history.attach(one);
            history.attach(two);
            history.recordEvent(GridEvent.of("a", null));
            history.replay(
                            EventFilter.all(),
                            ReplayOptions.defaults().asFastAsPossible().target(target))
                    .completion()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            assertThat(heard).containsExactly("target a");
            assertThat(ReplayOptions.defaults()
                            .target(target)
                            .target(event -> {})
                            .bus())
                    .isNull();
            assertThat(ReplayOptions.defaults()
                            .target(event -> {})
                            .target(target)
                            .target())
                    .isNull();
            assertThatThrownBy(() -> ReplayOptions.defaults().target((EventBus) null))
                    .hasMessage("bus");
        }
    }
}
