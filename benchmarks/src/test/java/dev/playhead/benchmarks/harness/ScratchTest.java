package dev.playhead.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    private Path parent;

    @Test
    void shouldDeleteTheFolderWithItsContentsWhenClosed() throws IOException {
        Path folder;
        try (Scratch scratch = Scratch.in(parent.resolve("missing"))) {
            folder = scratch.folder();
            Files.createDirectories(folder.resolve("a").resolve("b"));
            Files.writeString(folder.resolve("a").resolve("b").resolve("file"), "text");
            Files.writeString(folder.resolve("file"), "more");

            assertThat(Scratch.bytes(folder)).isEqualTo(8);
        }
        assertThat(folder).doesNotExist();
        assertThat(parent.resolve("missing")).isEmptyDirectory();
    }

    @Test
    void shouldDeleteTheFolderWhenItsUserFails() {
        assertThatThrownBy(() -> {
                    try (Scratch scratch = Scratch.in(parent)) {
                        Files.writeString(scratch.folder().resolve("file"), "text");
                        throw new IllegalStateException("exitCode=1");
                    }
                })
                .isInstanceOf(IllegalStateException.class);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void shouldCloseAfterTheFolderWasDeleted() throws IOException {
        try (Scratch scratch = Scratch.in(parent)) {
            Files.delete(scratch.folder());
        }
        assertThat(parent).isEmptyDirectory();
    }
}
