package dev.playhead.storage.spi;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * The creation of files that only their owner can read, for everything that holds recorded events.
 *
 * <p>A file has its permissions from the beginning, so there is no time in which others could open it. Where the file
 * system has no POSIX permissions, as on Windows, a file gets those that its folder gives it.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /**
     * Creates an empty file that only its owner can read and write.
     *
     * @param file the file, which must not exist
     * @throws FileAlreadyExistsException if it exists
     * @throws IOException if it cannot be created
     */
    public static void create(Path file) throws IOException {
        Path unusedSame = Files.createFile(file, attributes(file));
    }

    /**
     * Creates an empty file with the permissions of another one, which it is going to replace or to accompany. If there
     * is no such file, only the owner can read and write the new one.
     *
     * @param file the file, which must not exist
     * @param other the other file
     * @throws FileAlreadyExistsException if the file exists
     * @throws IOException if it cannot be created
     */
    public static void createLike(Path file, Path other) throws IOException {
        create(file);
        PosixFileAttributeView from = Files.getFileAttributeView(other, PosixFileAttributeView.class);
        if (from == null || !Files.isRegularFile(other)) {
            return;
        }
        PosixFileAttributes attributes = from.readAttributes();
        Set<PosixFilePermission> permissions = new HashSet<>(attributes.permissions());
        if (!hasGroup(file, attributes.group())) {
            permissions.removeIf(permission -> permission.name().startsWith("GROUP_"));
        }
        if (!permissions.equals(OWNER_ONLY)) {
            try {
                Path unusedSame = Files.setPosixFilePermissions(file, permissions);
            } catch (IOException e) {
                // Some file systems have fixed permissions. Then the file keeps those that it was created with.
            }
        }
    }

    /** Sets the group of a file, if it has another one. Returns false if that is not permitted. */
    private static boolean hasGroup(Path file, GroupPrincipal group) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view.readAttributes().group().equals(group)) {
            return true;
        }
        try {
            view.setGroup(group);
            return true;
        } catch (IOException notPermitted) {
            return false;
        }
    }

    private static FileAttribute<?>[] attributes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
