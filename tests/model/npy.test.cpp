#include "coalesce/model/npy.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"

using namespace coalesce;

namespace {

/// Makes an .npy file with any header and payload, in numpy's layout.
std::string npy(const std::string& dictionary, std::size_t payload, char major = 1) {
    std::string bytes = std::string("\x93NUMPY") + major + '\0';
    const std::size_t length = dictionary.size();
    bytes += static_cast<char>(length & 0xff);
    bytes += static_cast<char>(length >> 8 & 0xff);
    if (major > 1) bytes += std::string(2, '\0');
    return bytes + dictionary + std::string(payload, '\0');
}

std::string dictionary(const std::string& descr, const std::string& order, const std::string& shape) {
    return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

NpyArray parse(const std::string& bytes) {
    return parse_npy({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()}, "x.npy");
}

std::string refusal(const std::string& bytes) {
    try {
        static_cast<void>(parse(bytes));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

struct Folder {
    PrivateFolder own;
    std::filesystem::path path{own.path()};
};

}  // namespace

TEST_CASE("what is written is read back, exactly") {
    const Folder folder;
    const auto path = folder.path / "a.npy";
    const std::vector<double> values{1, -0.1, 1e300, std::numeric_limits<double>::denorm_min(), 5, 6};
    write_npy(path, values, 2, 3);
    const NpyArray array = read_npy(path);
    CHECK(array.rows == 2);
    CHECK(array.columns == 3);
    CHECK(array.values == values);
    CHECK(std::filesystem::file_size(path) == 128 + 48);  // the header's length is numpy's
}

TEST_CASE("more values than one chunk of the reader") {
    const Folder folder;
    const auto path = folder.path / "long.npy";
    std::vector<double> values(3 * 50'001);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) / 7;
    write_npy(path, values, 50'001, 3);
    CHECK(read_npy(path).values == values);
}

TEST_CASE("a one-dimensional array is written as numpy does and read as one column") {
    const Folder folder;
    const auto path = folder.path / "masses.npy";
    write_npy(path, std::vector<double>{1, 2, 3}, 3, 0);
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    CHECK(bytes.substr(10, 55) == "{'descr': '<f8', 'fortran_order': False, 'shape': (3,),");
    const NpyArray array = read_npy(path);
    CHECK(array.rows == 3);
    CHECK(array.columns == 1);
    CHECK(array.values == std::vector<double>{1, 2, 3});
}

TEST_CASE("single precision and all three format versions") {
    for (const char major : {'\1', '\2', '\3'}) {
        std::string bytes = npy(dictionary("<f4", "False", "(2, 2)"), 0, major);
        for (const float value : {1.5f, -2.0f, 0.1f, 3e38f}) {
            bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
        }
        CHECK(parse(bytes).values == std::vector<double>{1.5, -2.0, 0.1f, 3e38f});
    }
}

TEST_CASE("keys in any order, either quote, no trailing commas") {
    CHECK(parse(npy("{\"shape\":(1,2),\"descr\":\"<f8\",\"fortran_order\":False}", 16)).columns == 2);
}

TEST_CASE("headers that lie about the size, without anything being allocated") {
    CHECK(refusal(npy(dictionary("<f8", "False", "(3, 3)"), 71)) ==
          "x.npy: the header promises 3×3 values of 8 bytes, but 71 bytes follow it");
    CHECK(refusal(npy(dictionary("<f8", "False", "(3, 3)"), 80)) ==
          "x.npy: the header promises 3×3 values of 8 bytes, but 80 bytes follow it");
    CHECK(refusal(npy(dictionary("<f8", "False", "(1000000000000000000, 3)"), 72)) ==
          "x.npy: the header promises 1000000000000000000×3 values of 8 bytes, but 72 bytes follow it");
    // 2^61 × 8 columns × 8 bytes is 0 modulo 2^64.
    CHECK(refusal(npy(dictionary("<f8", "False", "(2305843009213693952, 8)"), 0)) ==
          "x.npy: the header promises 2305843009213693952×8 values of 8 bytes, but 0 bytes follow it");
    CHECK(refusal(npy(dictionary("<f8", "False", "(99999999999999999999, 3)"), 72)) ==
          "x.npy: the shape is not a tuple of whole numbers ≥ 0 that fit in 64 bits");
    CHECK(refusal(npy(dictionary("<f8", "False", "(1000000000000000000, 0)"), 0)) ==
          "x.npy: found an empty array of shape 1000000000000000000×0");
    CHECK(refusal(npy(dictionary("<f2", "True", "(3, 3)"), 17)) ==
          "x.npy: the header promises 3×3 values of 2 bytes, but 17 bytes follow it");
    CHECK(refusal(npy(dictionary(">f8", "False", "(3,)"), 8)) ==
          "x.npy: the header promises 3 values of 8 bytes, but 8 bytes follow it");
    CHECK(refusal(npy(dictionary("<f8", "False", "(0,)"), 0)) == "x.npy: found an empty array of shape 0");
    CHECK(refusal(npy(dictionary("<f8", "False", "(-1, 3)"), 24)) ==
          "x.npy: the shape is not a tuple of whole numbers ≥ 0 that fit in 64 bits");
}

TEST_CASE("headers that lie in a file on disk are refused as well") {
    const Folder folder;
    const auto path = folder.path / "lie.npy";
    std::ofstream(path, std::ios::binary) << npy(dictionary("<f8", "False", "(1000000000000000000, 3)"), 72);
    CHECK_THROWS_WITH_AS(
        read_npy(path),
        (path.string() + ": the header promises 1000000000000000000×3 values of 8 bytes, but 72 bytes follow it")
            .c_str(),
        InputError);
    CHECK_THROWS_WITH_AS(read_npy(folder.path), (folder.path.string() + ": found a folder, expected a file").c_str(),
                         InputError);
    CHECK_THROWS_WITH_AS(read_npy(folder.path / "none"), ((folder.path / "none").string() + ": no such file").c_str(),
                         InputError);
}

TEST_CASE("other layouts and types") {
    for (const char* const dtype : {"<i8", ">i4", "|f8", "<f16", "<c16", "|O", "=f8", "", "f", "<f3"}) {
        CHECK(refusal(npy(dictionary(dtype, "False", "(3, 3)"), 72)) ==
              std::string("x.npy: found values of dtype '") + dtype +
                  "', expected float16, float32 or float64 (f2, f4, f8 after < or >)");
    }
    CHECK(refusal(npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1, 1), }", 8)) ==
          "x.npy: found a structured dtype, expected float16, float32 or float64");
    CHECK(refusal(npy(dictionary("<f8", "False", "(2, 2, 2)"), 64)) ==
          "x.npy: found an array of 3 dimensions, expected 2 (tokens × coordinates) or 1 (angles)");
    CHECK(refusal(npy(dictionary("<f8", "False", "()"), 8)) ==
          "x.npy: found an array of 0 dimensions, expected 2 (tokens × coordinates) or 1 (angles)");
}

TEST_CASE("files that are no .npy file, and damaged headers") {
    CHECK(refusal("") == "x.npy: is not an .npy file");
    CHECK(refusal("PK\3\4 this is a zip") == "x.npy: is not an .npy file");
    CHECK(refusal("\x93NUMPY\1") == "x.npy: is cut short within its header");
    CHECK(refusal(npy("", 0, 2).substr(0, 11)) == "x.npy: is cut short within its header");
    CHECK(refusal(npy(dictionary("<f8", "False", "(3, 3)"), 72).substr(0, 40)) ==
          "x.npy: is cut short within its header");
    CHECK(refusal(npy("", 0, 7)) == "x.npy: found .npy format 7.0, expected 1.0, 2.0 or 3.0");
    CHECK(refusal(npy("", 0)) == "x.npy: the header is not a Python dictionary");
    CHECK(refusal(npy("{'descr': '<f8'", 0)) == "x.npy: the header is not a Python dictionary");
    CHECK(refusal(npy("{'descr", 0)) == "x.npy: the header is not a Python dictionary");
    CHECK(refusal(npy("{'descr': '<f8', 'descr': '<f8'}", 0)) == "x.npy: the header has the key 'descr' twice");
    CHECK(refusal(npy("{'descr': '<f8', 'fortran_order': False}", 0)) ==
          "x.npy: the header lacks descr, fortran_order or shape");
    CHECK(refusal(npy("{'fortran_order': Maybe}", 0)) == "x.npy: fortran_order is neither True nor False");
    CHECK(refusal(npy("{'colour': 'red'}", 0)) ==
          "x.npy: found the unknown header key 'colour', expected descr, fortran_order and shape");
    CHECK(refusal(npy(dictionary("<f8", "False", "(1, 1)") + "os.system('x')", 8)) ==
          "x.npy: the header goes on after its dictionary");
    CHECK(refusal(npy("{'shape': (1 2)}", 0)) == "x.npy: the shape is not a tuple of whole numbers");
    // Format 2 allows a header of 4 GiB: it is read only as far as the file goes, and never beyond 64 KiB.
    std::string long_header("\x93NUMPY\2\0\0\0\2\0", 12);
    CHECK(refusal(long_header) == "x.npy: is cut short within its header");
    const Folder folder;
    std::ofstream(folder.path / "long.npy", std::ios::binary) << long_header << std::string(0x20000, ' ');
    CHECK_THROWS_WITH_AS(
        read_npy(folder.path / "long.npy"),
        ((folder.path / "long.npy").string() + ": found a header of 131072 bytes, expected at most 65536").c_str(),
        InputError);
}

TEST_CASE("an array that cannot be written leaves nothing behind") {
    const Folder folder;
    CHECK_THROWS_AS(write_npy(folder.path / "none" / "a.npy", std::vector<double>{1}, 1, 1), RunError);
    CHECK_THROWS_AS(write_npy(folder.path, std::vector<double>{1}, 1, 1), RunError);
    CHECK(std::filesystem::is_empty(folder.path));
}
