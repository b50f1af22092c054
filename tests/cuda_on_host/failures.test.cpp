#include <string>
#include <vector>

#include "coalesce/model/error.hpp"
#include "cuda_on_host/setting.hpp"

using namespace coalesce;
using namespace coalesce::cuda_tests;

namespace {

/// Makes every call that a cloud offers.
void use(DeviceCloud& cloud, const Setting& s) {
    std::vector<float> lent(3 * s.cloud.size()), positions, speed;
    const std::uint32_t chosen[] = {3, 1};
    Cloud all = s.cloud, some(s.cloud.dimension(), 2);
    Field field;
    cloud.step(s.model, 0.1, 0);
    cloud.sums(s.model, leading_space(s.model));
    cloud.restore(cloud.save().get());
    cloud.attach({lent.data(), &lent});
    cloud.step(s.model, 0.1, 1);
    cloud.copy_tokens(s.model, positions, speed);
    cloud.park();
    cloud.attach({lent.data(), &lent});
    cloud.park();
    cloud.recover(lent);
    cloud.field(s.model, field);
    cloud.download(chosen, some);
    cloud.download(all);
    cloud.upload(all);
}

/// Fails every `stride`-th call in turn; whatever it is,
/// nothing stays allocated and the message names the call.
void fail_every_call(const Setting& s, bool once, int stride = 1) {
    FakeRuntime whole;
    {
        const auto cloud = on_device(whole, s);
        use(*cloud, s);
    }
    CHECK(whole.held() == 0);
    int refused = 0, failed = 0;
    for (int k = 1; k <= whole.calls(); k += stride) {
        FakeRuntime runtime;
        once ? runtime.fail_once_at(k) : runtime.fail_at(k);
        std::string line;
        {
            const auto cloud = fake_factory(runtime)({s.cloud, s.model, s.method, s.solver, 7}, line);
            if (!cloud) {
                ++refused;
            } else {
                try {
                    use(*cloud, s);
                } catch (const RunError& error) {
                    line = error.what();
                    ++failed;
                }
            }
        }
        CHECK(line.find(": failed for a test") != std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
        CHECK(runtime.held() == 0);
    }
    CHECK(refused > 2);
    CHECK(failed > 20);
}

}  // namespace

TEST_CASE("a call that fails, whichever, leaves a readable line and nothing behind") {
    for (const bool once : {false, true}) {
        Setting s = setting(3, Attention::softmax, true, 40);
        s.method = Method::rk4;
        fail_every_call(s, once);
    }
}

TEST_CASE("a call that fails through a mesh, whichever, leaves a readable line and nothing behind") {
    Setting s = setting(2, Attention::softmax, false, 600);
    s.solver = {Solver::mesh, 1e-3, Precision::automatic};
    FakeRuntime runtime;
    const auto cloud = on_device(runtime, s);
    use(*cloud, s);
    CHECK(cloud->report().method == Solver::mesh);
    // Some four hundred calls, most of them repeats of fifty: a stride prime to that.
    fail_every_call(s, false, 7);
}
