package dev.playhead;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The default executor for listeners and for background work. Its threads are daemons and end when they are idle. */
final class BackgroundThreads {
    private static final int IDLE_SECONDS = 5;

    static final Executor SHARED = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "playhead-background");
                thread.setDaemon(true);
                return thread;
            });

    private BackgroundThreads() {}
}
