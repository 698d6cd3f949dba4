package org.hierophant.coordinator.api.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What is answered where no route answers; never any detail of a bug. */
@Controller
public final class ErrorPages implements ErrorController {
  @RequestMapping("${server.error.path:/error}")
  public void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpServletResponse.SC_NOT_FOUND;
    HttpRefusal refusal =
        switch (status) {
          case 404 -> new HttpRefusal(404, "not_found", "no such page");
          case 405 -> new HttpRefusal(405, "method_not_allowed", "see the Allow header");
          default ->
              status < 500
                  ? new HttpRefusal(status, "bad_request", "the request cannot be understood")
                  : new HttpRefusal(status, "internal", "an error of the coordinator's own");
        };
    refusal.send(response);
  }
}
