#include "coalesce/model/growing_npy.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

struct Scratch {
    std::filesystem::path path = std::filesystem::temp_directory_path() / "coalesce-growing.npy";
    Scratch() { std::filesystem::remove(path); }
    ~Scratch() { std::filesystem::remove(path); }
    std::string content() const {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

/// The shape in a header, without its spaces; also checks what numpy demands of the bytes around it.
std::string shape_of(const std::string& bytes) {
    REQUIRE(bytes.size() >= 128);
    CHECK(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
    const std::size_t length = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
    CHECK((10 + length) % 64 == 0);
    CHECK(bytes[9 + length] == '\n');
    const std::string header = bytes.substr(10, length);
    CHECK(header.find("'descr': '<f8', 'fortran_order': False") != std::string::npos);
    std::string shape = header.substr(header.find('('), header.find(')') - header.find('(') + 1);
    std::erase(shape, ' ');
    return shape;
}

double value(const std::string& bytes, std::size_t k) {
    double value;
    std::memcpy(&value, bytes.data() + 128 + k * sizeof value, sizeof value);
    return value;
}

}  // namespace

TEST_CASE("a growing .npy is a whole array after every entry, also beyond the ninth") {
    const Scratch scratch;
    GrowingNpy file(scratch.path, {2, 3});
    CHECK(shape_of(scratch.content()) == "(0,2,3,)");
    for (int k = 0; k < 12; ++k) {
        const double first = 10.0 * k;
        file.append(std::vector{first, 1.0, 2.0, 3.0, 4.0, 5.0});
        const std::string bytes = scratch.content();
        CHECK(shape_of(bytes) == "(" + std::to_string(k + 1) + ",2,3,)");
        CHECK(bytes.size() == 128 + static_cast<std::size_t>(k + 1) * 48);
        CHECK(value(bytes, static_cast<std::size_t>(k) * 6) == first);
    }
    CHECK(file.size() == 12);
}

TEST_CASE("a growing .npy goes on after the entries that are kept") {
    const Scratch scratch;
    {
        GrowingNpy file(scratch.path, {});
        for (const double t : {0.0, 1.0, 2.0, 3.0}) file.append({&t, 1});
    }
    // Bytes of an entry that a kill left without its count.
    std::ofstream(scratch.path, std::ios::app | std::ios::binary) << "torn";
    {
        GrowingNpy file(scratch.path, {}, 2);
        CHECK(shape_of(scratch.content()) == "(2,)");
        CHECK(scratch.content().size() == 128 + 2 * sizeof(double));
        CHECK(file.read(1) == std::vector{1.0});
        const double t = 7;
        file.append({&t, 1});
    }
    CHECK(shape_of(scratch.content()) == "(3,)");
    CHECK(value(scratch.content(), 2) == 7);
}

TEST_CASE("a growing .npy refuses a file that is missing, shorter or of another shape, and changes none") {
    const Scratch scratch;
    CHECK_THROWS_WITH_AS(GrowingNpy(scratch.path, {}, 0), (scratch.path.string() + ": no such file").c_str(),
                         InputError);
    {
        GrowingNpy file(scratch.path, {2});
        file.append(std::vector{1.0, 2.0});
    }
    const std::string before = scratch.content();
    CHECK_THROWS_WITH_AS(GrowingNpy(scratch.path, {2}, 5),
                         (scratch.path.string() + ": found 1 entries, expected at least 5").c_str(), InputError);
    CHECK_THROWS_AS(GrowingNpy(scratch.path, {3}, 1), InputError);
    CHECK_THROWS_AS(GrowingNpy(scratch.path, {}, 1), InputError);
    CHECK(scratch.content() == before);
}
