package dev.playhead.devtools.server;

import java.time.Duration;

/**
 * What a server allows at a time, so that neither many pages nor slow ones use up the memory or the threads of the
 * application.
 *
 * @param streams the number of live streams; each keeps a thread
 * @param requests the number of other requests that are answered at the same time
 * @param waiting the number of requests that wait for a thread; the connections of further ones are closed
 * @param answerBytes the size of an answer, in bytes
 * @param allAnswersBytes the size of all answers that are being made or sent, in bytes
 * @param head the time in which the head of a request arrives, and what follows it when it is answered
 * @param headWhenBusy the same while other requests wait for a thread
 * @param send the time in which an answer, or a line of a stream, is sent
 * @param chunk the time in which each chunk of an answer is sent; a page that does not read keeps the memory that long
 * @param streamWait the time for which a page waits for a live stream while all are taken. A page that was closed gives
 *     its stream back when two heartbeats could not be sent
 * @param heartbeat the time between two writes to a live stream, if nothing happens
 */
record Limits(
        int streams,
        int requests,
        int waiting,
        int answerBytes,
        int allAnswersBytes,
        Duration head,
        Duration headWhenBusy,
        Duration send,
        Duration chunk,
        Duration streamWait,
        Duration heartbeat) {
    private static final int MEGABYTE = 1 << 20;

    /** The threads that read heads and refuse requests while all others are occupied. */
    private static final int SPARE_THREADS = 8;

    static final Limits STANDARD = new Limits(
            8,
            32,
            1024,
            8 * MEGABYTE,
            24 * MEGABYTE,
            Duration.ofSeconds(5),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(1));

    /** {@return the number of threads that read requests and answer them} */
    int threads() {
        return streams + requests + SPARE_THREADS;
    }
}
