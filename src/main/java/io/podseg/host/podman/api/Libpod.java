package io.podseg.host.podman.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/**
 * Podman's API, so far as podseg uses it. A name in a path may also be the beginning of an id: callers compare the name in
 * the answer before they delete anything.
 */
@RegisterRestClient(configKey = "podman")
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface Libpod {
    /** Accepted by Podman 4.3 to 6; the answers keep the shape of that version. */
    String V4 = "v4.0.0/libpod/";

    /** Header of every answer. */
    String VERSION = "Libpod-API-Version";

    /**
     * Answers at once; the header {@link #VERSION} tells Podman's version. ({@code GET version} starts three other programs to
     * ask for theirs.)
     */
    @GET
    @Path(V4 + "_ping")
    @Produces(MediaType.TEXT_PLAIN)
    Response ping();

    @GET
    @Path(V4 + "networks/json")
    List<NetworkJson> networks();

    @GET
    @Path(V4 + "networks/{name}/json")
    NetworkJson network(@PathParam("name") String name);

    /** Answers with the network as Podman understood it; fields that it does not know are missing. */
    @POST
    @Path(V4 + "networks/create")
    NetworkJson createNetwork(NetworkJson network);

    @DELETE
    @Path(V4 + "networks/{name}")
    Response deleteNetwork(@PathParam("name") String name);

    @GET
    @Path(V4 + "pods/json")
    List<PodRow> pods();

    @GET
    @Path(V4 + "pods/{name}/json")
    PodRow pod(@PathParam("name") String name);

    @POST
    @Path(V4 + "pods/create")
    Answers.Created createPod(PodCreate pod);

    /** 200 or, where all containers run already, 304. */
    @POST
    @Path(V4 + "pods/{name}/start")
    Response startPod(@PathParam("name") String name);

    @POST
    @Path(V4 + "pods/{name}/unpause")
    Response unpausePod(@PathParam("name") String name);

    /** Stops each container, waiting as long as its own stop timeout says; 304 where none runs. */
    @POST
    @Path(V4 + "pods/{name}/stop")
    Response stopPod(@PathParam("name") String name);

    /** Stops each container, waiting as long as its own stop timeout says, and removes all. */
    @DELETE
    @Path(V4 + "pods/{name}")
    Response deletePod(@PathParam("name") String name, @QueryParam("force") boolean force);

    @GET
    @Path(V4 + "containers/json")
    List<ContainerRow> containers(@QueryParam("all") boolean all);

    /** Docker-compatible: has the addresses. */
    @GET
    @Path("v1.40/containers/json")
    List<DockerRow> dockerContainers(@QueryParam("all") boolean all);

    @POST
    @Path(V4 + "containers/create")
    Answers.Created createContainer(ContainerCreate container);

    @GET
    @Path(V4 + "containers/{name}/json")
    ContainerInspect container(@PathParam("name") String name);

    /** All that Podman tells of a container. */
    @GET
    @Path(V4 + "containers/{name}/json")
    JsonNode inspectContainer(@PathParam("name") String name);

    /** All that Podman tells of an image. */
    @GET
    @Path(V4 + "images/{name}/json")
    JsonNode inspectImage(@PathParam("name") String name);

    /** From Podman 4.3 on; only what runs can be changed there, and 4.3 forgets it when the container is started again. */
    @POST
    @Path(V4 + "containers/{name}/update")
    Response updateContainer(@PathParam("name") String name, ContainerUpdate update);

    /** 204 or, where it runs already, 304. */
    @POST
    @Path(V4 + "containers/{name}/start")
    Response startContainer(@PathParam("name") String name);

    /** Lines in the format of Docker's streams. */
    @GET
    @Path(V4 + "containers/{name}/logs")
    @Produces(MediaType.WILDCARD)
    Response logs(
            @PathParam("name") String name,
            @QueryParam("stdout") boolean stdout,
            @QueryParam("stderr") boolean stderr,
            @QueryParam("tail") String lines);

    @POST
    @Path(V4 + "containers/{name}/exec")
    Answers.Created createExec(@PathParam("name") String name, ExecCreate exec);

    /** Answers when the program has ended, with what it wrote, in that format too. */
    @POST
    @Path(V4 + "exec/{id}/start")
    @Produces(MediaType.WILDCARD)
    Response startExec(@PathParam("id") String id, ExecCreate.Start start);

    @GET
    @Path(V4 + "exec/{id}/json")
    ExecCreate.Session exec(@PathParam("id") String id);

    @GET
    @Path(V4 + "secrets/json")
    List<SecretRow> secrets();

    @GET
    @Path(V4 + "secrets/{name}/json")
    SecretRow secret(@PathParam("name") String name);

    /** Labels and driver options are JSON objects. */
    @POST
    @Path(V4 + "secrets/create")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    Response createSecret(
            @QueryParam("name") String name,
            @QueryParam("labels") String labels,
            @QueryParam("driveropts") @Nullable String driverOptions,
            byte[] content);

    @DELETE
    @Path(V4 + "secrets/{name}")
    Response deleteSecret(@PathParam("name") String name);

    @POST
    @Path(V4 + "volumes/create")
    VolumeJson createVolume(VolumeJson volume);

    @GET
    @Path(V4 + "volumes/{name}/json")
    VolumeJson volume(@PathParam("name") String name);

    /** Filters are a JSON object, such as {@code {"label":["a=b"]}}. */
    @GET
    @Path(V4 + "volumes/json")
    List<VolumeJson> volumes(@QueryParam("filters") String filters);

    @DELETE
    @Path(V4 + "volumes/{name}")
    Response deleteVolume(@PathParam("name") String name);

    /** 204, or 404 where the image is not there. */
    @GET
    @Path(V4 + "images/{name}/exists")
    Response imageExists(@PathParam("name") String name);

    @GET
    @Path(V4 + "images/{name}/json")
    ImageJson image(@PathParam("name") String name);

    /** What the host has. */
    @GET
    @Path(V4 + "info")
    InfoJson info();

    /** Answers 200 with lines of JSON, even where the pull failed. */
    @POST
    @Path(V4 + "images/pull")
    Response pull(
            @QueryParam("reference") String reference,
            @QueryParam("policy") String policy,
            @QueryParam("quiet") boolean quiet);
}
