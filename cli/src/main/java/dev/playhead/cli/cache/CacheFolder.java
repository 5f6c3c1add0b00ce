package dev.playhead.cli.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The folder of cached files. Only its owner can read it, and the total size of its files is limited. */
public final class CacheFolder {
    private static final String SUFFIX = ".states";
    private static final String PART_SUFFIX = ".part";
    private static final long MAX_BYTES = 256L << 20;
    private static final long PART_SECONDS = 3_600;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final long maxBytes;

    CacheFolder(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /**
     * Determines the folder: {@code $XDG_CACHE_HOME/playhead}, or the usual folder of the platform.
     *
     * @param environment returns the value of an environment variable, or the empty string if the variable is not set
     * @return the folder, which may not exist yet; empty if the environment does not specify an absolute folder
     */
    public static Optional<CacheFolder> of(UnaryOperator<String> environment) {
        return of(environment, System.getProperty("os.name", ""));
    }

    static Optional<CacheFolder> of(UnaryOperator<String> environment, String system) {
        return path(environment, system.toLowerCase(Locale.ROOT))
                .filter(Path::isAbsolute)
                .map(path -> new CacheFolder(path, MAX_BYTES));
    }

    private static Optional<Path> path(UnaryOperator<String> environment, String system) {
        String named = environment.apply("XDG_CACHE_HOME");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named, "playhead"));
        }
        boolean windows = system.startsWith("windows");
        String home = environment.apply(windows ? "LOCALAPPDATA" : "HOME");
        if (home.isEmpty()) {
            return Optional.empty();
        }
        if (windows) {
            return Optional.of(Path.of(home, "playhead", "cache"));
        }
        return Optional.of(
                system.startsWith("mac")
                        ? Path.of(home, "Library", "Caches", "playhead")
                        : Path.of(home, ".cache", "playhead"));
    }

    /** {@return the cache file for the given Playhead file} */
    Path fileOf(Path playheadFile) throws IOException {
        byte[] path = playheadFile.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
        return folder.resolve(HexFormat.of().formatHex(sha256().digest(path), 0, 16) + SUFFIX);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java runtime has SHA-256
        }
    }

    /**
     * Writes the file completely or not at all. If the files in the folder then exceed the size limit, deletes the
     * least recently used files. Also deletes temporary files that are older than an hour.
     */
    void write(Path file, byte[] content) throws IOException {
        create();
        Path part = Files.createTempFile(folder, "", PART_SUFFIX, ofOwner("rw-------"));
        try {
            Files.write(part, content);
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
        prune();
    }

    private void create() throws IOException {
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Files.notExists(folder)) {
            Files.createDirectories(folder, ofOwner("rwx------"));
        }
        if (POSIX && !Files.getPosixFilePermissions(folder).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(folder, OWNER_ONLY); // fails if the folder belongs to another user
        }
    }

    /**
     * Returns attributes that restrict access to the owner. Without POSIX permissions, no attributes are needed,
     * because the folders of a user are already private.
     */
    private static FileAttribute<?>[] ofOwner(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Marks the file as recently used. */
    void used(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }

    private record Entry(Path path, FileTime time, long bytes) {}

    private void prune() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path path : (Iterable<Path>) files::iterator) {
                String name = path.toString();
                if (name.endsWith(SUFFIX) || name.endsWith(PART_SUFFIX)) {
                    entries.add(new Entry(path, Files.getLastModifiedTime(path), Files.size(path)));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::time));
        FileTime old = FileTime.from(Instant.now().minusSeconds(PART_SECONDS));
        long bytes = entries.stream().mapToLong(Entry::bytes).sum();
        for (Entry entry : entries) {
            boolean left = entry.path.toString().endsWith(PART_SUFFIX) && entry.time.compareTo(old) < 0;
            if (left || bytes > maxBytes) {
                Files.deleteIfExists(entry.path);
                bytes -= entry.bytes;
            }
        }
    }
}
