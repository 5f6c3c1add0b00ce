/**
 * Records everything that passes through an application's event bus, keeps it, searches it, and travels in it.
 */
module dev.playhead {
    // Annotations only: nobody needs them at run time, but who compiles against the API may look at them.
    requires static transitive org.jspecify;
    requires java.management; // how full the heap is
    requires org.pcollections;
    requires tools.jackson.core;

    exports dev.playhead;
    exports dev.playhead.block;
    exports dev.playhead.bus;
    exports dev.playhead.capture;
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
