package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.bus.EventBus;
import dev.playhead.capture.EventType;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.timetravel.Projection;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests that closed histories release their threads, handlers, memory and class loaders. */
class LeakStressTest {
    private static final int CYCLES = Integer.getInteger("playhead.soak.cycles", 500);
    private static final Duration A_WHILE = Duration.ofMinutes(1);
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);

    /** A payload that is kept by reference. */
    public record Edit(String row, Object before, Object after) {}

    /** A payload that is captured through its getters. */
    public static final class Bean {
        private final String name;

        public Bean(String name) {
            this.name = name;
        }

        public String getName() {
            return name;
        }
    }

    @Test
    void shouldReleaseThreadsAndHandlersWhenClosed() throws Exception {
        EventBus bus = EventBus.create();
        AtomicInteger handled = new AtomicInteger();
        bus.subscribe("*", event -> handled.incrementAndGet());
        List<WeakReference<EventHistory>> histories = new ArrayList<>();
        for (int i = 0; i < CYCLES; i++) {
            histories.add(new WeakReference<>(openAndClose(bus, i)));
        }
        int before = handled.get();
        bus.publish(GridEvent.of("after", null));
        assertThat(handled.get()).as("handlers called").isEqualTo(before + 1);

        // The bus is still reachable, and would keep an attached history reachable. If a history is collected, it is
        // therefore no longer attached.
        await().atMost(A_WHILE).untilAsserted(() -> {
            System.gc();
            assertThat(histories).allMatch(history -> history.refersTo(null));
        });
        await().atMost(A_WHILE).untilAsserted(() -> assertThat(threads()).isEmpty());
        bus.publish(GridEvent.of("the bus is still there", null));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("playhead-"))
                .toList();
    }

    private static EventHistory openAndClose(EventBus bus, int cycle) throws Exception {
        EventHistory history = EventHistory.builder()
                .capacity(40)
                .projection(COUNT)
                .replayTarget(bus)
                .build();
        AtomicInteger heard = new AtomicInteger();
        history.onRecorded(event -> heard.incrementAndGet());
        history.onProblem(problem -> heard.incrementAndGet());
        history.timeline().onMove(snapshot -> heard.incrementAndGet());
        history.attach(bus);
        for (int i = 0; i < 100; i++) {
            bus.publish(GridEvent.of("e", Map.of("cycle", cycle, "i", i)));
        }
        assertThat(history.stats().recorded()).isEqualTo(100);
        assertThat(history.getEventSnapshotAtSequence(80).state(COUNT)).isEqualTo(81);
        // When the history is closed, its replay has ended (even cycles) or is paused at its start (odd cycles).
        ReplayOptions fast = ReplayOptions.defaults().speed(Double.POSITIVE_INFINITY);
        if (cycle % 2 == 0) {
            history.replay(EventFilter.all(), fast).completion().get(1, TimeUnit.MINUTES);
        } else {
            history.replay(EventFilter.all(), fast.startPaused(true));
        }
        history.close();
        return history;
    }

    /** A class loader that defines the payload classes anew, as a container does for each application. */
    private static final class ApplicationLoader extends ClassLoader {
        ApplicationLoader() {
            super(LeakStressTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(LeakStressTest.class.getName() + "$")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void shouldNotRetainTheClassesOfPayloads() throws Exception {
        EventHistory staysOpen = EventHistory.inMemory();
        // Ignores problems, because this history is intentionally built without the bean class.
        staysOpen.onProblem(problem -> {});
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loaders.add(recordClassesOfAnApplication(staysOpen));
        }

        await().atMost(A_WHILE).untilAsserted(() -> {
            // The JVM sometimes retains the latest unreachable class loaders until there are newer class loaders.
            WeakReference<ClassLoader> unusedLatest = recordClassesOfAnApplication(staysOpen);
            staysOpen.clear();
            System.gc();
            assertThat(loaders).allMatch(loader -> loader.refersTo(null));
        });
        assertThat(staysOpen.recordEvent(GridEvent.of("after", null))).isPositive();
        staysOpen.close();
    }

    private static WeakReference<ClassLoader> recordClassesOfAnApplication(EventHistory staysOpen) throws Exception {
        ClassLoader loader = new ApplicationLoader();
        Class<?> edit = loader.loadClass(Edit.class.getName());
        Class<?> bean = loader.loadClass(Bean.class.getName());
        assertThat(edit.getClassLoader()).isSameAs(loader);
        Constructor<?> newEdit = edit.getConstructor(String.class, Object.class, Object.class);
        Constructor<?> newBean = bean.getConstructor(String.class);
        try (EventHistory history = EventHistory.builder().beans(bean).build()) {
            for (int i = 0; i < 300; i++) {
                history.recordEvent(GridEvent.of("edit", newEdit.newInstance("R-" + i, i, null)));
                history.recordEvent(GridEvent.of("bean", newBean.newInstance("b" + i)));
                staysOpen.recordEvent(GridEvent.of("edit", newEdit.newInstance("R-" + i, i, null)));
                staysOpen.recordEvent(GridEvent.of("bean", newBean.newInstance("b" + i)));
            }
            EventType<?> type = EventType.of("edit", edit);
            Object back =
                    type.read(history.getEvents(EventFilter.typeIs("edit"), 1).get(0));
            assertThat(back.getClass()).isSameAs(edit);
            assertThat(history.count(EventFilter.payloadField("name", "b7"))).isEqualTo(1);
            assertThat(history.stats().bytes()).isPositive();
        }
        return new WeakReference<>(loader);
    }
}
