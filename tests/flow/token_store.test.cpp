#include "coalesce/flow/token_store.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "flow/host_device.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;
using namespace coalesce::flow_tests;

namespace {

struct Setting {
    Record record;
    Model model = Model::standard(3);
    SolverSpec solver{Solver::direct, 1e-4, Precision::double_};
    Cloud tokens = inputs::uniform_cloud(3, 20, 1);
    std::vector<float> buffer = std::vector<float>(60);

    TokenStore store() {
        return {tokens, std::make_unique<HostDevice>(DeviceRequest{tokens, model, Method::layer, solver, 7}, record)};
    }
    DeviceLoan loan() { return {buffer.data(), nullptr}; }
};

std::vector<float> floats(const Cloud& cloud) {
    const std::vector<double> rows = row_major(cloud);
    return {rows.begin(), rows.end()};
}

/// True if the store refuses an action.
template <class Action>
bool refused(const Action& action) {
    try {
        action();
    } catch (const std::logic_error&) {
        return true;
    }
    return false;
}

/// Brings a store to a residence by the shortest way.
TokenStore store_in(Setting& setting, Residence residence) {
    TokenStore store = setting.store();
    if (residence == Residence::host) store.leave();
    if (residence == Residence::mapped || residence == Residence::parked) store.attach(setting.loan());
    if (residence == Residence::parked) store.park();
    CHECK(store.residence() == residence);
    return store;
}

}  // namespace

TEST_CASE("a store makes the transitions of its table and refuses all others") {
    // Residence: attach, park, recover, leave, use of the device; 1 where refused.
    const struct {
        Residence from;
        bool attach, park, recover, leave, device;
    } table[] = {{Residence::host, true, true, true, true, true},
                 {Residence::device, false, false, true, false, false},
                 {Residence::mapped, true, false, false, false, false},
                 {Residence::parked, false, false, false, false, true}};
    for (const auto& row : table) {
        CAPTURE(static_cast<int>(row.from));
        Setting setting;
        const auto store = [&] { return store_in(setting, row.from); };
        TokenStore a = store(), p = store(), r = store(), l = store(), d = store();
        CHECK(refused([&] { a.attach(setting.loan()); }) == row.attach);
        CHECK(a.residence() == (row.attach ? row.from : Residence::mapped));
        CHECK(refused([&] { p.park(); }) == row.park);
        CHECK(p.residence() == (row.from == Residence::mapped ? Residence::parked : row.from));
        CHECK(refused([&] { r.recover(floats(setting.tokens)); }) == row.recover);
        CHECK(r.residence() == (row.recover ? row.from : Residence::device));
        CHECK(refused([&] { l.leave(); }) == row.leave);
        CHECK(l.residence() == Residence::host);
        CHECK(refused([&] { d.step(setting.model, 0.1, 0); }) == row.device);
        CHECK(refused([&] { d.device(); }) == row.device);
        CHECK(d.residence() == row.from);
        CHECK(setting.record.used_while_parked == 0);
    }
}

TEST_CASE("tokens are copied to the host once after they have moved") {
    Setting setting;
    TokenStore store = setting.store();
    CHECK(store.copied());
    CHECK(row_major(store.on_host()) == row_major(setting.tokens));
    CHECK(setting.record.whole_downloads == 0);
    store.step(setting.model, 0.1, 0);
    CHECK_FALSE(store.copied());
    CHECK(row_major(store.last_copy()) == row_major(setting.tokens));
    CHECK(row_major(store.on_host()) != row_major(setting.tokens));
    CHECK(store.copied());
    store.on_host();
    CHECK(setting.record.whole_downloads == 1);

    store.upload(setting.tokens);
    CHECK(store.copied());
    CHECK(row_major(store.on_host()) == row_major(setting.tokens));
    CHECK(setting.record.whole_downloads == 1);
}

TEST_CASE("some tokens come from the host while its copy is fresh, and from the device when it is not") {
    Setting setting;
    inputs::give_masses(setting.tokens, 3);
    TokenStore store = setting.store();
    const std::uint32_t chosen[] = {3, 11};
    Cloud here, there;
    store.copy_some(chosen, here);
    CHECK(setting.record.part_downloads == 0);
    CHECK(here.token(1) == setting.tokens.token(11));
    store.step(setting.model, 0.1, 0);
    store.copy_some(chosen, there);
    CHECK(setting.record.part_downloads == 1);
    CHECK(setting.record.whole_downloads == 0);
    CHECK(there.token(1) == store.on_host().token(11));
    // Masses go with the tokens and sum to 1.
    const double of_chosen = setting.tokens.mass(3) + setting.tokens.mass(11);
    for (const Cloud* some : {&here, &there})
        CHECK(some->mass(1) == doctest::Approx(setting.tokens.mass(11) / of_chosen));
}

TEST_CASE("tokens keep moving in a buffer, which has them when it is parked") {
    Setting setting;
    TokenStore store = setting.store(), alone = setting.store();
    store.attach(setting.loan());
    for (std::uint64_t k = 0; k < 3; ++k) {
        store.step(setting.model, 0.1, k);
        alone.step(setting.model, 0.1, k);
        store.park();
        CHECK(setting.buffer == floats(alone.on_host()));
        store.attach(setting.loan());
    }
    store.park();
    store.recover(setting.buffer);
    CHECK(row_major(store.on_host()) == row_major(alone.on_host()));
    CHECK(setting.record.used_while_parked == 0);
}

TEST_CASE("a device that fails leaves the residence and the last copy as they were") {
    Setting setting;
    TokenStore store = setting.store();
    SUBCASE("in a step") {
        setting.record.fails_at_step = 1;
        store.step(setting.model, 0.1, 0);
        const std::vector<double> there = row_major(store.on_host());
        CHECK_THROWS_AS(store.step(setting.model, 0.1, 1), RunError);
        CHECK(store.copied());  // nothing has moved
        CHECK(row_major(store.leave()) == there);
    }
    SUBCASE("in taking the buffer") {
        setting.record.fails_at_attach = 1;
        store.attach(setting.loan());
        store.park();
        CHECK_THROWS_AS(store.attach(setting.loan()), RunError);
        CHECK(store.residence() == Residence::parked);
        store.recover(setting.buffer);
        CHECK(store.residence() == Residence::device);
    }
    SUBCASE("in coming to rest") {
        setting.record.fails_to_park = true;
        store.attach(setting.loan());
        CHECK_THROWS_AS(store.park(), RunError);
        CHECK(store.residence() == Residence::mapped);
        CHECK(row_major(store.leave()) == row_major(setting.tokens));
        CHECK(store.residence() == Residence::host);
    }
}
