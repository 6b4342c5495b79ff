package main

import "unicode/utf8"

// escape copies what needs no escaping in one piece.
func escape(out, from []byte, table *[256]string) []byte {
	start := 0
	for at := 0; at < len(from); {
		b := from[at]
		text := table[b]
		if text == "" {
			at++
			continue
		}
		out = append(out, from[start:at]...)
		if b < utf8.RuneSelf {
			out = append(out, text...)
			at++
			start = at
			continue
		}
		size := sequence(from[at:])
		switch {
		case size < 0:
			out = append(out, "\uFFFD"...)
			size = -size
		case b == 0xc2 && from[at+1] < 0xa0:
			out = append(out, `\u00`...)
			out = append(out, "0123456789abcdef"[from[at+1]>>4], "0123456789abcdef"[from[at+1]&15])
		default:
			out = append(out, from[at:at+size]...)
		}
		at += size
		start = at
	}
	return append(out, from[start:]...)
}

// sequence is the length of the well-formed sequence at the start, or minus that of the broken part that becomes one
// replacement character.
func sequence(from []byte) int {
	lead, low, high, needed := from[0], byte(0x80), byte(0xbf), 0
	switch {
	case lead < 0xc2:
		return -1
	case lead < 0xe0:
		needed = 1
	case lead < 0xf0:
		needed = 2
		if lead == 0xe0 {
			low = 0xa0
		} else if lead == 0xed {
			high = 0x9f
		}
	case lead < 0xf5:
		needed = 3
		if lead == 0xf0 {
			low = 0x90
		} else if lead == 0xf4 {
			high = 0x8f
		}
	default:
		return -1
	}
	for seen := 1; seen <= needed; seen++ {
		if seen >= len(from) || from[seen] < low || from[seen] > high {
			return -seen
		}
		low, high = 0x80, 0xbf
	}
	return needed + 1
}
