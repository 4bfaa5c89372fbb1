package io.podseg.web;

import io.podseg.status.StatusTree;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** The page, and what it shows as JSON. */
@Path("/")
@Singleton
public class Pages {
    private static final String HTML = "text/html;charset=UTF-8";

    private final Board board;
    private final Page page = new Page();
    private final String style = Page.resource("style.css");

    @Inject
    Pages(Board board) {
        this.board = board;
    }

    /** The page. */
    @GET
    @Produces(HTML)
    public String page() {
        return page.render(board.account()
                .map(account -> PageView.of(account, board.work()))
                .orElseGet(PageView::starting));
    }

    /** How it looks. */
    @GET
    @Path("style.css")
    @Produces("text/css;charset=UTF-8")
    public String style() {
        return style;
    }

    /** What {@code podseg status -o json} prints. */
    @GET
    @Path("api/status")
    @Produces(MediaType.APPLICATION_JSON)
    public Response status() {
        return board.account()
                .map(account -> Response.ok(StatusTree.of(account)))
                .orElseGet(Pages::tooEarly)
                .build();
    }

    /** The last plan, and what became of it. */
    @GET
    @Path("api/plan")
    @Produces(MediaType.APPLICATION_JSON)
    public Response plan() {
        return board.work()
                .map(work -> Response.ok(PublicPlan.tree(work)))
                .orElseGet(Pages::tooEarly)
                .build();
    }

    private static Response.ResponseBuilder tooEarly() {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .entity(Map.of("message", "there is nothing to tell yet; ask again"));
    }
}
