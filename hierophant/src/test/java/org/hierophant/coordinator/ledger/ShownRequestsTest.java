package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.junit.jupiter.api.Test;

class ShownRequestsTest {
  private static final byte[] ANSWER = {1, 2, 3};

  private final ShownRequests requests = new ShownRequests();
  private final RequestView open = new RequestBuilder(1).build();
  private final RequestView done = new RequestBuilder(1).fulfilled().build();

  @Test
  void whatIsKeptComesBack() {
    requests.put(done);

    requests.keep(done, ANSWER);

    assertThat(requests.kept(done.id())).isEqualTo(ANSWER);
    assertThat(requests.view(done.id())).isSameAs(done);
  }

  @Test
  void whatIsKeptGoesWithItsView() {
    requests.put(open);
    requests.keep(open, ANSWER);

    assertThat(requests.put(done)).isSameAs(open);
    assertThat(requests.kept(open.id())).isNull();

    requests.keep(done, ANSWER);

    assertThat(requests.remove(done.id())).isSameAs(done);
    assertThat(requests.kept(done.id())).isNull();
    assertThat(requests.view(done.id())).isNull();
  }

  /** A reader may be slow: what it makes of an old view must not stand beside a new one. */
  @Test
  void whatWasMadeOfAnotherViewIsNotKept() {
    requests.put(done);

    requests.keep(open, ANSWER);
    requests.keep(new RequestBuilder(2).build(), ANSWER);

    assertThat(requests.kept(done.id())).isNull();
  }

  @Test
  void moreThanTheLimitIsNotKept() {
    requests.put(done);

    requests.keep(done, new byte[LedgerView.MAX_KEPT_BYTES + 1]);

    assertThat(requests.kept(done.id())).isNull();
  }
}
