package main

import (
	"bytes"
	"encoding/binary"

	"critter/bench/peer"
)

func (d *decoder) credentials(out, payload []byte, flags uint16) []byte {
	out = id(out, `,"group":{"id":`, payload[16:])
	if flags&1024 != 0 {
		out = id(out, `,"real_user":{"id":`, payload[20:])
		out = id(out, `,"saved_user":{"id":`, payload[24:])
		out = id(out, `,"real_group":{"id":`, payload[28:])
		out = id(out, `,"saved_group":{"id":`, payload[32:])
	}
	if flags&2048 != 0 {
		out = id(out, `,"login_user":{"id":`, payload[36:])
	}
	out = append(out, `,"capabilities":{"effective":`...)
	bits := binary.LittleEndian.Uint64(payload[40:])
	list, known := d.capabilities[bits]
	if !known {
		list = listOf(peer.Capabilities(bits))
		d.capabilities[bits] = list
	}
	out = append(out, list...)
	out = append(out, '}')
	out = mark(out, flags, 8192, `,"privileges_gained":true`)
	if flags&4096 != 0 {
		tty := payload[48:64]
		if end := bytes.IndexByte(tty, 0); end >= 0 {
			tty = tty[:end]
		}
		out = append(out, `,"interactive":true,"tty":"`...)
		out = escape(out, tty, &d.inText)
		out = append(out, '"')
	}
	if binary.LittleEndian.Uint32(payload[12:]) != 0 {
		out = append(out, `,"vpid":`...)
		out = number(out, payload[12:])
	}
	length := int(binary.LittleEndian.Uint16(payload[8:]))
	if length == 0 {
		return out
	}
	out = append(out, `,"parent":`...)
	begin := len(out)
	out = d.ancestor(out, payload[peer.ExecSize:])
	end := len(out)
	out = append(out, `,"ancestors":[`...)
	out = append(out, out[begin:end]...)
	for offset := peer.AncestorSize; offset < length; offset += peer.AncestorSize {
		out = append(out, ',')
		out = d.ancestor(out, payload[peer.ExecSize+offset:])
	}
	return append(out, ']')
}

func (d *decoder) ancestor(out, from []byte) []byte {
	pid := binary.LittleEndian.Uint32(from[8:])
	out = append(out, `{"exec_id":"`...)
	out = execID(out, binary.LittleEndian.Uint64(from), pid, binary.LittleEndian.Uint32(from[12:]))
	out = append(out, `","pid":`...)
	out = number(out, from[8:])
	return d.program(out, binary.LittleEndian.Uint64(from[16:]))
}

// program tells which file a process runs, and closes the process's object.
func (d *decoder) program(out []byte, key uint64) []byte {
	name := d.programs.Name(key)
	if name == "" {
		return append(out, `,"executable":{"unknown":true}}`...)
	}
	out = append(out, `,"executable":{"path":"`...)
	out = append(out, name...)
	return append(out, `"}}`...)
}

// sender is of the same cgroup as the record: the stream has no others.
func (d *decoder) sender(out, from []byte) []byte {
	out = append(out, `,"sender":{"process":{"pid":`...)
	out = number(out, from[24:])
	if run := binary.LittleEndian.Uint32(from[28:]); run != 0 {
		out = append(out, `,"exec_id":"`...)
		out = execID(out, binary.LittleEndian.Uint64(from), binary.LittleEndian.Uint32(from[24:]), run)
		out = append(out, '"')
	}
	out = id(out, `,"user":{"id":`, from[32:])
	out = d.program(out, binary.LittleEndian.Uint64(from[16:]))
	out = append(out, `,"thread":{"name":"`...)
	out = escape(out, senderName(from), &d.inText)
	return append(out, `"}}`...)
}

func senderName(from []byte) []byte {
	comm := from[40:peer.PartySize]
	if end := bytes.IndexByte(comm, 0); end >= 0 {
		comm = comm[:end]
	}
	return comm
}

func listOf(names []string) []byte {
	list := []byte{'['}
	for index, name := range names {
		if index > 0 {
			list = append(list, ',')
		}
		list = append(list, '"')
		list = append(list, name...)
		list = append(list, '"')
	}
	return append(list, ']')
}

func id(out []byte, key string, from []byte) []byte {
	out = append(out, key...)
	out = number(out, from)
	return append(out, '}')
}

// execID is 32 digits; a boot of the node adds nothing here, as for every peer.
func execID(out []byte, start uint64, pid, run uint32) []byte {
	var digits [32]byte
	for index, high, low := 15, start, uint64(pid)<<32|uint64(run); index >= 0; index-- {
		digits[index] = "0123456789abcdef"[high&15]
		digits[index+16] = "0123456789abcdef"[low&15]
		high >>= 4
		low >>= 4
	}
	return append(out, digits[:]...)
}
