package dev.playhead.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.storage.MemoryMonitor.Heap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryMonitorTest {
    private final AtomicReference<Heap> heap = new AtomicReference<>(new Heap(0, 0, 100));
    private final MemoryMonitor monitor = new MemoryMonitor(heap::get, 0.9);

    @Test
    void shouldReportPressureOnceForEachCollection() {
        assertThat(monitor.isUnderPressure()).isFalse();
        heap.set(new Heap(0, 95, 100));
        assertThat(monitor.isUnderPressure()).as("pressure before a collection").isFalse();
        heap.set(new Heap(1, 90, 100));
        assertThat(monitor.isUnderPressure()).as("pressure at the limit").isFalse();
        heap.set(new Heap(2, 91, 100));
        assertThat(monitor.isUnderPressure()).isTrue();
        assertThat(monitor.isUnderPressure())
                .as("pressure reported again for the same collection")
                .isFalse();
        heap.set(new Heap(3, 91, 100));
        assertThat(monitor.isUnderPressure()).isTrue();
    }

    @Test
    void shouldReportNoPressureIfTheHeapSizeIsUnknown() {
        heap.set(new Heap(1, 1_000, -1));
        assertThat(monitor.isUnderPressure()).isFalse();
    }

    @Test
    void shouldMeasureTheHeapOfThisJvm() {
        System.gc();
        assertThat(MemoryMonitor.ofHeap(0.000_001).isUnderPressure()).isTrue();
        assertThat(MemoryMonitor.ofHeap(0.999).isUnderPressure()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1, 2, Double.NaN})
    void shouldRefuseInvalidShares(double share) {
        assertThatThrownBy(() -> MemoryMonitor.ofHeap(share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxShare=" + share);
    }
}
