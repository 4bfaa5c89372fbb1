package io.podseg.cli;

import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options on how {@code podseg run} learns that there are other manifests. */
final class FollowOptions {
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    @Option(
            names = "--git-poll",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "With --git: how often to ask the server, a tenth more or less; 5s or more. Default: 1m")
    private Duration poll = Duration.ofMinutes(1);

    @Option(
            names = "--webhook-secret-file",
            paramLabel = "FILE",
            description =
                    "With --git: take POST /webhook/git from GitHub, GitLab, Gitea or Forgejo, signed with the secret"
                            + " in this file, and fetch at once")
    private Optional<Path> secret = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * Manifests that are followed: a repository, or files, which are watched with the host.
     *
     * @throws HostException where the webhook cannot be served
     */
    Edges.Followed follow(Context context) throws HostException {
        if (poll.compareTo(SHORTEST) < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--git-poll must be " + SHORTEST.toSeconds() + "s or more");
        }
        var repository = context.globals().repository();
        if (repository.isEmpty()) {
            if (secret.isPresent()) {
                throw new ParameterException(spec.commandLine(), "--webhook-secret-file is of use only with --git URL");
            }
            List<Path> files = context.globals().files();
            return new Edges.Followed(context.edges().manifests(files), files, List.of(), () -> {});
        }
        Edges.Followed followed =
                context.edges().follow(repository.get(), context.globals().stateFolder(), poll);
        if (secret.isPresent()) {
            context.edges().webhook(secret.get(), followed.hurry());
        }
        return followed;
    }
}
