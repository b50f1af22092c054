#include "coalesce/document/document_diff.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

/// Draws values that a parameter accepts, and now and then some that it refuses.
class Draw {
  public:
    explicit Draw(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }
    double between(double from, double to) { return std::uniform_real_distribution<>(from, to)(random_); }

    double number(const Parameter& p) {
        switch (below(4)) {
            case 0:
                return p.open_minimum ? p.slider_from : p.minimum;
            case 1:
                return p.maximum;
            default:
                return between(p.slider_from, p.slider_to);
        }
    }
    Matrix matrix(int dimension) {
        Matrix matrix = Matrix::identity(dimension);
        for (int row = 0; row < dimension; ++row)
            for (int column = 0; column < dimension; ++column) matrix(row, column) = between(-3, 3);
        return matrix;
    }
    Vec3 direction(int dimension) { return {between(0.1, 1), between(-1, 1), dimension == 3 ? between(-1, 1) : 0}; }
    InitialLaw law(int dimension) {
        const std::size_t count = 1 + below(4);
        MixtureLaw mixture;
        AzimuthalLaw azimuthal;
        PointsLaw points;
        for (std::size_t k = 0; k < count; ++k) {
            mixture.components.push_back({between(0.1, 2), direction(dimension), between(0, 1)});
            azimuthal.components.push_back({between(0.1, 2), between(-3, 3), between(0, 1)});
            points.points.push_back(direction(dimension));
            points.masses.push_back(between(0.1, 2));
        }
        switch (below(dimension == 3 ? 5 : 4)) {
            case 0:
                return UniformLaw{};
            case 1:
                return mixture;
            case 2:
                return points;
            case 3:
                return FileLaw{"/folder/tokens" + std::to_string(below(100)) + ".npy", "tokens.npy"};
            default:
                return azimuthal;
        }
    }
    /// Events at time 0, of tokens that every cloud may have, in the plane of the circle.
    Events events() {
        Events some;
        if (below(2) == 1) some.push_back({0, hands::Push{Cap{{1, 0, 0}, 0.5}, {0, 0, 0.25}}});
        if (below(2) == 1) some.push_back({0, hands::Remove{Cap{{0, -1, 0}, 0.5}}});
        return some;
    }
    /// A value that the parameter accepts in a document of this dimension.
    ParameterValue value(const Parameter& p, int dimension) {
        switch (p.kind) {
            case ParameterKind::integer:
                return static_cast<std::int64_t>(number(p));
            case ParameterKind::real:
                return number(p);
            case ParameterKind::boolean:
                return below(2) == 1;
            case ParameterKind::choice:
                return std::string(p.choices[below(p.choices.size())]);
            case ParameterKind::text:
                return "β " + std::to_string(below(1000));
            case ParameterKind::matrix:
                return matrix(dimension);
            case ParameterKind::law:
                return law(dimension);
            case ParameterKind::pair:
                return std::array<double, 2>{number(p), number(p)};
            case ParameterKind::events:
                return events();
        }
        return 0.0;
    }
    /// A value of the parameter's kind that no document of this dimension accepts; an accepted one of kinds whose
    /// values a document always accepts.
    ParameterValue refused(const Parameter& p, int dimension) {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        switch (p.kind) {
            case ParameterKind::integer:
                return static_cast<std::int64_t>(p.maximum) + 1;
            case ParameterKind::real:
                return below(2) == 1 ? nan : 2 * p.maximum + 1;
            case ParameterKind::matrix: {
                if (below(2) == 1) return matrix(5 - dimension);
                Matrix matrix = Matrix::identity(dimension);
                matrix(1, 0) = nan;
                return matrix;
            }
            case ParameterKind::law:
                return InitialLaw(MixtureLaw{});
            case ParameterKind::pair:
                return std::array<double, 2>{0, nan};
            case ParameterKind::events:
                return Events{{-1, hands::Remove{Cap{}}}};
            case ParameterKind::boolean:
            case ParameterKind::text:
            case ParameterKind::choice:
                break;
        }
        return value(p, dimension);
    }
    SceneDocument document() {
        SceneDocument document;
        for (const Parameter& p : parameters()) p.set(document, value(p, document.scene.dimension));
        validate(document, "test");
        return document;
    }
    const Parameter& parameter() { return parameters()[below(parameters().size())]; }
    /// A change of one parameter to an accepted value.
    DocumentDiff change(const SceneDocument& document) {
        const Parameter& p = parameter();
        return {document, p.key, value(p, document.scene.dimension)};
    }

  private:
    std::mt19937_64 random_;
};

SceneDocument changed(SceneDocument document, const DocumentDiff& diff) {
    apply(diff, document);
    return document;
}

std::string refusal(const auto& check) {
    try {
        check();
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

/// When a change of the scene takes effect, by its parts: tokens and dimension make a cloud, model, time and solver
/// move it, and name, note, axis of time and view do neither.
Effect effect_between(const SceneDocument& a, const SceneDocument& b) {
    if (a.scene.dimension != b.scene.dimension || !(a.scene.tokens == b.scene.tokens)) return Effect::new_cloud;
    TimeSpec time = b.scene.time;
    time.axis = a.scene.time.axis;
    const bool moves_alike = a.scene.model == b.scene.model && a.scene.time == time &&
                             a.scene.solver == b.scene.solver && a.scene.events == b.scene.events;
    return moves_alike ? Effect::view : Effect::live;
}

}  // namespace

TEST_CASE("a change of any parameter is applied and taken back, and nothing else changes") {
    Draw draw(1);
    for (int round = 0; round < 100; ++round) {
        const SceneDocument before = draw.document();
        for (const Parameter& p : parameters()) {
            CAPTURE(p.key);
            const ParameterValue value = draw.value(p, before.scene.dimension);
            const DocumentDiff diff(before, p.key, value);
            CHECK(diff.empty() == (value == p.get(before)));
            CHECK(refusal([&] { check(diff, before, "test"); }).empty());
            const SceneDocument after = changed(before, diff);
            CHECK(refusal([&] { validate(after, "test"); }).empty());
            CHECK(p.get(after) == value);
            if (p.key != "dimension")
                for (const Parameter& other : parameters())
                    if (&other != &p) CHECK(other.get(after) == other.get(before));
            CHECK(changed(after, diff.inverse()) == before);
            CHECK(diff.effect() == effect_between(before, after));
        }
    }
}

TEST_CASE("changes in a row are one change, taken back at once or one after the other") {
    Draw draw(2);
    for (int round = 0; round < 300; ++round) {
        const SceneDocument before = draw.document();
        SceneDocument now = before;
        std::vector<DocumentDiff> steps;
        DocumentDiff all;
        for (std::size_t left = 1 + draw.below(12); left > 0; --left) {
            steps.push_back(draw.change(now));
            all.then(steps.back());
            apply(steps.back(), now);
        }
        CHECK(changed(before, all) == now);
        CHECK(changed(now, all.inverse()) == before);
        CHECK(all.effect() == effect_between(before, now));
        for (std::size_t k = steps.size(); k-- > 0;) {
            apply(steps[k].inverse(), now);
            all.then(steps[k].inverse());
        }
        CHECK(now == before);
        CHECK(all.empty());
    }
}

TEST_CASE("several keys of one document are one change") {
    const SceneDocument before;
    DocumentDiff diff(before, "view.trails", std::int64_t{7});
    CHECK(diff.effect() == Effect::view);
    diff.set(before, "model.beta", 3.0);
    CHECK(diff.effect() == Effect::live);
    diff.set(before, "tokens.seed", std::int64_t{9});
    CHECK(diff.effect() == Effect::new_cloud);
    CHECK(diff.changes("model.beta"));
    CHECK_FALSE(diff.changes("model.noise"));
    const SceneDocument after = changed(before, diff);
    CHECK(after.view.trails == 7);
    CHECK(after.scene.model.beta == 3);
    CHECK(after.scene.tokens.seed == 9);
    // A key that gets its value back is no change.
    diff.set(before, "tokens.seed", before.scene.tokens.seed);
    CHECK(diff.effect() == Effect::live);
    CHECK(DocumentDiff(before, "model.beta", before.scene.model.beta).empty());
}

TEST_CASE("a change is refused as the changed document would be, in the same words") {
    Draw draw(3);
    int refused = 0;
    for (int round = 0; round < 30; ++round) {
        const SceneDocument document = draw.document();
        const int dimension = document.scene.dimension;
        for (const Parameter& p : parameters()) {
            CAPTURE(p.key);
            if (p.key == "dimension") continue;  // set() takes accepted values only
            const DocumentDiff one(document, p.key, draw.refused(p, dimension));
            const std::string why = refusal([&] { check(one, document, "edit"); });
            CHECK(why == refusal([&] { validate(changed(document, one), "edit"); }));
            const bool always =
                p.kind == ParameterKind::boolean || p.kind == ParameterKind::text || p.kind == ParameterKind::choice;
            CHECK(why.empty() == always);
            DocumentDiff several = one;
            for (int k = 0; k < 3; ++k) {
                const Parameter& other = draw.parameter();
                if (other.key != "dimension") several.set(document, other.key, draw.refused(other, dimension));
            }
            CHECK(refusal([&] { check(several, document, "edit"); }) ==
                  refusal([&] { validate(changed(document, several), "edit"); }));
            refused += !why.empty();
        }
    }
    CHECK(refused > 500);
}

TEST_CASE("a word that is none of the choices, and a dimension, matrix or law that does not fit, are refused") {
    const SceneDocument sphere;
    CHECK(refusal([&] {
              check({sphere, "time.method", std::string("euler")}, sphere, "edit");
          }) == "edit: time.method: found \"euler\", expected one of \"layer\", \"rk4\", \"adaptive\"");
    CHECK(refusal([&] {
              check({sphere, "dimension", std::int64_t{4}}, sphere, "edit");
          }) == "edit: dimension: found 4, expected a whole number from 2 to 3");
    CHECK(refusal([&] {
              check({sphere, "dimension", 2.5}, sphere, "edit");
          }) == "edit: dimension: found a value of another kind, expected a whole number from 2 to 3");
    DocumentDiff circle(sphere, "dimension", std::int64_t{2});
    CHECK(refusal([&] { check(circle, sphere, "edit"); }).empty());
    circle.set(sphere, "model.V", Matrix::identity(3));
    CHECK(refusal([&] { check(circle, sphere, "edit"); }) ==
          "edit: model.V: found a 3×3 matrix, expected 2×2 since dimension is 2");
    circle.set(sphere, "model.V", Matrix::rotation(2, 1));
    circle.set(sphere, "tokens.law", InitialLaw(AzimuthalLaw{{{1, 0, 0.2}}}));
    CHECK(refusal([&] { check(circle, sphere, "edit"); }) ==
          refusal([&] { validate(changed(sphere, circle), "edit"); }));
    CHECK_FALSE(refusal([&] { check(circle, sphere, "edit"); }).empty());
}

TEST_CASE("a change of dimension brings back what it converted, also what looks the same in both") {
    SceneDocument sphere;
    sphere.scene.model.V = Matrix::rotation(3, 0.3);
    sphere.scene.model.Q = Matrix::diagonal(3, {2, 3, 4});
    sphere.scene.tokens.law = MixtureLaw{{{1, {0.6, 0.8, 0.2}, 0.1}, {2, {0, 0, 1}, 0.2}}};
    DocumentDiff diff(sphere, "dimension", std::int64_t{2});
    // A law that the conversion would change and that the user keeps.
    const InitialLaw kept = MixtureLaw{{{1, {1, 0, 0}, 0.1}}};
    diff.set(sphere, "tokens.law", kept);
    const SceneDocument circle = changed(sphere, diff);
    CHECK(circle.scene.dimension == 2);
    CHECK(circle.scene.model.Q == Matrix::diagonal(2, {2, 3, 0}));
    CHECK(circle.scene.tokens.law == kept);
    CHECK(changed(circle, diff.inverse()) == sphere);
    CHECK(diff.effect() == Effect::new_cloud);
}

TEST_CASE("a token file keeps the name that its scene gave it") {
    SceneDocument document;
    document.scene.tokens.law = FileLaw{"/a/tokens.npy", "tokens.npy"};
    const DocumentDiff diff(document, "tokens.law", InitialLaw(UniformLaw{}));
    const SceneDocument back = changed(changed(document, diff), diff.inverse());
    CHECK(std::get<FileLaw>(back.scene.tokens.law).relative == "tokens.npy");
}
