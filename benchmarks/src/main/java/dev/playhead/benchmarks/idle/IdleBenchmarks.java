package dev.playhead.benchmarks.idle;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.bus.EventBus;
import dev.playhead.event.GridEvent;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Benchmarks of a history that does not record. Events are offered by direct calls, and through a bus. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdleBenchmarks {
    private final GridEvent event = Payload.RECORD.event(1);
    private final EventHistory disabled = EventHistory.builder().enabled(false).build();
    private final EventHistory paused = EventHistory.inMemory();
    private final EventBus busAlone = EventBus.create();
    private final EventBus busOfDisabled = EventBus.create();
    private final EventBus busOfPaused = EventBus.create();
    private long handled;

    public IdleBenchmarks() {
        paused.pause();
        disabled.attach(busOfDisabled);
        paused.attach(busOfPaused);
        for (EventBus bus : new EventBus[] {busAlone, busOfDisabled, busOfPaused}) {
            bus.subscribe("cell:*", published -> handled++);
        }
    }

    /** Only returns a value, to measure the cost of JMH itself. */
    @Benchmark
    public long nothing() {
        return EventHistory.NOT_RECORDED;
    }

    @Benchmark
    public long disabled() {
        return disabled.recordEvent(event);
    }

    @Benchmark
    public long paused() {
        return paused.recordEvent(event);
    }

    @Benchmark
    public long busWithoutHistory() {
        busAlone.publish(event);
        return handled;
    }

    @Benchmark
    public long busOfDisabled() {
        busOfDisabled.publish(event);
        return handled;
    }

    @Benchmark
    public long busOfPaused() {
        busOfPaused.publish(event);
        return handled;
    }

    @TearDown
    public void checkNothingWasRecorded() {
        long recorded = disabled.stats().recorded() + paused.stats().recorded();
        if (recorded > 0) {
            throw new IllegalStateException("recorded=" + recorded + " by histories that must not record");
        }
    }
}
