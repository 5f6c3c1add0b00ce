/**
 * Event history and time travel: records the events published on an application's event bus, retains and searches them,
 * and restores past states.
 */
module dev.playhead {
    // The module org.jspecify contains only annotations. They are not needed at run time, but code that is compiled
    // against the API may read them.
    requires static transitive org.jspecify;
    requires java.management; // for the heap usage
    requires org.pcollections;
    requires tools.jackson.core;

    exports dev.playhead;
    exports dev.playhead.block;
    exports dev.playhead.bus;
    exports dev.playhead.capture;
    exports dev.playhead.causality;
    exports dev.playhead.event;
    exports dev.playhead.filter;
    exports dev.playhead.grid;
    exports dev.playhead.io;
    exports dev.playhead.replay;
    exports dev.playhead.storage;
    exports dev.playhead.storage.spi;
    exports dev.playhead.timetravel;

    uses dev.playhead.storage.spi.EventStoreProvider;
    uses dev.playhead.internal.platform.RecordReader;

    provides dev.playhead.internal.platform.RecordReader with
            dev.playhead.internal.reflection.ReflectiveRecordReader;
}
