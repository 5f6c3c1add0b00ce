package dev.playhead.benchmarks.dispatch;

import com.google.common.eventbus.Subscribe;
import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.bus.EventBus;
import dev.playhead.event.GridEvent;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Benchmarks of publishing an event on a bus that has handlers but no history. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmarks {
    @Param({"1", "10"})
    public int handlers;

    private final GridEvent event = Payload.RECORD.event(1);
    private final EventBus bus = EventBus.create();
    private final com.google.common.eventbus.EventBus guava = new com.google.common.eventbus.EventBus();
    private long handled;

    @Setup
    public void subscribe() {
        for (int i = 0; i < handlers; i++) {
            bus.subscribe("cell:*", published -> handled++);
            guava.register(new GuavaHandler(this));
        }
    }

    /** A handler for Guava's event bus. The class is public, because this bus calls the handler by reflection. */
    public static final class GuavaHandler {
        private final DispatchBenchmarks owner;

        GuavaHandler(DispatchBenchmarks owner) {
            this.owner = owner;
        }

        @Subscribe
        public void handle(GridEvent published) {
            owner.handled++;
        }
    }

    @Benchmark
    public long playhead() {
        bus.publish(event);
        return handled;
    }

    @Benchmark
    public long guava() {
        guava.post(event);
        return handled;
    }
}
