package dev.playhead.benchmarks.harness;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * Methods that wait. One of them waits until the other threads of this virtual machine are idle, because all blocks are
 * then sealed and all buffers are written.
 */
public final class Quiet {
    private static final long STEP_NANOS = 3_000_000;
    private static final long BUSY_NANOS_PER_STEP = 300_000;
    private static final int IDLE_STEPS = 2;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Quiet() {}

    /**
     * Waits until the other threads are idle, but at most for the given time. Returns the {@link System#nanoTime} at
     * which the other threads were last found busy, or at which the wait began if they were always idle.
     */
    public static long await(long mostMillis) {
        long lastBusy = System.nanoTime();
        long end = lastBusy + mostMillis * 1_000_000;
        int idleSteps = 0;
        long used = usedByOthers();
        while (idleSteps < IDLE_STEPS && System.nanoTime() < end) {
            pause(STEP_NANOS);
            long now = usedByOthers();
            boolean idle = now - used < BUSY_NANOS_PER_STEP && !isSealing();
            idleSteps = idle ? idleSteps + 1 : 0;
            lastBusy = idle ? lastBusy : System.nanoTime();
            used = now;
        }
        return lastBusy;
    }

    /**
     * {@return whether a thread of Playhead is runnable; on a busy machine, such a thread may use no processor time for
     * a while}
     */
    private static boolean isSealing() {
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null
                    && thread.getThreadName().startsWith("playhead-")
                    && thread.getThreadState() == Thread.State.RUNNABLE) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the sum of the processor times of the other threads. The processor time of the process would be simpler,
     * but it is measured only in steps of 10 ms.
     */
    private static long usedByOthers() {
        long self = Thread.currentThread().getId();
        long sum = 0;
        for (long id : THREADS.getAllThreadIds()) {
            if (id != self) {
                sum += Math.max(0, THREADS.getThreadCpuTime(id));
            }
        }
        return sum;
    }

    public static void pause(long nanos) {
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
