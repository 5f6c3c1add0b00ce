package dev.playhead.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder. The folder and its contents are deleted when this object is closed, or when this virtual machine
 * ends.
 */
public final class Scratch implements AutoCloseable {
    private static final int TRIES = 5;
    private static final long BETWEEN_TRIES_NANOS = 100_000_000;

    private final Path folder;
    private final Thread onExit = new Thread(this::delete);

    private Scratch(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Creates a temporary folder in a parent folder. Creates the parent folder if it is missing. */
    public static Scratch in(Path parent) {
        try {
            return new Scratch(Files.createTempDirectory(Files.createDirectories(parent), "scratch-"));
        } catch (IOException e) {
            throw new UncheckedIOException("parent=" + parent + ": no folder can be created in this parent", e);
        }
    }

    /** Creates a temporary folder in the folder for temporary files of this virtual machine. */
    public static Scratch temporary() {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        delete();
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    /**
     * Deletes the folder. Retries this several times, because a driver that is being terminated may still create files.
     */
    private void delete() {
        for (int left = TRIES; ; left--) {
            try {
                delete(folder);
                return;
            } catch (IOException e) {
                if (left == 0) {
                    throw new UncheckedIOException("folder=" + folder + " could not be deleted", e);
                }
                Quiet.pause(BETWEEN_TRIES_NANOS);
            }
        }
    }

    /** Deletes a folder and its contents. Another process may delete some of the files at the same time. */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** {@return the total size of the files in a folder and its subfolders, in bytes} */
    public static long bytes(Path folder) throws IOException {
        long[] sum = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
